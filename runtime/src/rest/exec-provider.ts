import { safeLogger, type Clock } from '../util/index.js';
import type { AuthProvider } from './auth-provider.js';
import type { RESTConfig } from './config.js';
import type { ExecConfig } from './exec-config.js';
import { execInfo, parseExecCredential, type ExecCluster } from './exec-protocol.js';
import type { ExpiringCredentials } from './renewal-step.js';
import { newRenewingProvider } from './renewing-provider.js';
import { runProcess, type RunProcess } from './run-process.js';
import { messageOf } from '../util/message-of.js';
import { readSmallFile, type ReadFileOptions } from '../util/read-file.js';

const defaultTimeoutMs = 60_000;

/** What tests replace. */
export interface ExecDependencies {
  readonly clock: Clock;
  readonly run?: RunProcess | undefined;
  /** Whether standard input is a terminal. */
  readonly isTerminal?: boolean | undefined;
}

/**
 * Credentials from the plugin that a config names. However many requests wait, the plugin runs once; when none waits any more, it
 * is ended. Throws a `TypeError` for an API version or an interactive mode that is not known.
 */
export function newExecProvider(
  config: RESTConfig,
  { clock, run: runCommand = runProcess, isTerminal = process.stdin.isTTY }: ExecDependencies,
): AuthProvider {
  const exec = config.execProvider;
  if (exec === undefined) throw new TypeError('the config has no execProvider');
  check(exec);
  const runPlugin = async (signal: AbortSignal): Promise<ExpiringCredentials> => {
    const interactive = isInteractive(exec, isTerminal);
    const cluster = exec.provideClusterInfo === true ? await clusterInfo(config, exec, { clock, signal }) : undefined;
    const env = { ...process.env, ...Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value])) };
    const result = await runCommand(
      {
        command: exec.command,
        args: exec.args ?? [],
        env: { ...env, KUBERNETES_EXEC_INFO: execInfo(exec, interactive, cluster) },
        interactive,
        timeoutMs: exec.timeoutMs ?? (interactive ? 0 : defaultTimeoutMs),
      },
      signal,
      clock,
    );
    reportRun(config, result);
    if (result.type !== 'exited' || result.code !== 0) throw new Error(failureMessage(exec, result));
    try {
      return parseExecCredential(result.output, exec);
    } catch (error) {
      throw new Error(`exec plugin ${exec.command}: ${messageOf(error)}`);
    }
  };

  return newRenewingProvider(runPlugin, clock);
}

function check(exec: ExecConfig): void {
  const version: string = exec.apiVersion;
  if (version !== 'client.authentication.k8s.io/v1' && version !== 'client.authentication.k8s.io/v1beta1') {
    throw new TypeError(`exec plugin: invalid apiVersion ${JSON.stringify(version)}: use client.authentication.k8s.io/v1`);
  }
  const mode: string = exec.interactiveMode ?? 'IfAvailable';
  if (mode !== 'Never' && mode !== 'IfAvailable' && mode !== 'Always')
    throw new TypeError(`unknown interactiveMode: ${JSON.stringify(mode)}`);
  if (exec.command === '') throw new TypeError('exec plugin: command may not be empty');
}

function isInteractive(exec: ExecConfig, isTerminal: boolean): boolean {
  if (exec.interactiveMode === 'Never') return false;
  if (exec.interactiveMode === 'Always' && !isTerminal) {
    throw new Error(`exec plugin ${exec.command} cannot support interactive mode: standard input is not a terminal`);
  }
  return isTerminal;
}

/** Where the plugin's credential is to be used, so that it can choose one. */
async function clusterInfo(config: RESTConfig, exec: ExecConfig, options: ReadFileOptions): Promise<ExecCluster> {
  const tls = config.tlsClientConfig ?? {};
  const ca =
    tls.caData !== undefined && tls.caData.length > 0
      ? Buffer.from(tls.caData)
      : tls.caFile
        ? await readSmallFile(tls.caFile, options)
        : undefined;
  return {
    server: config.host ?? 'localhost',
    ...(tls.serverName ? { 'tls-server-name': tls.serverName } : {}),
    ...(tls.insecure === true ? { 'insecure-skip-tls-verify': true } : {}),
    ...(ca === undefined ? {} : { 'certificate-authority-data': ca.toString('base64') }),
    ...(typeof config.proxyUrl === 'string' && config.proxyUrl !== '' ? { 'proxy-url': config.proxyUrl } : {}),
    ...(config.disableCompression === true ? { 'disable-compression': true } : {}),
    ...(exec.clusterExtension === undefined ? {} : { config: exec.clusterExtension }),
  };
}

type Result = Awaited<ReturnType<RunProcess>>;

function reportRun(config: RESTConfig, result: Result): void {
  try {
    config.metrics?.execPluginCalls?.(...callStatus(result));
  } catch (error) {
    safeLogger(config.logger).error('A metrics hook threw', { error });
  }
}

function callStatus(result: Result): [exitCode: number, callStatus: string] {
  if (result.type === 'not-started') return [1, 'plugin_not_found_error'];
  if (result.type === 'exited') return [result.code, result.code === 0 ? 'no_error' : 'plugin_execution_error'];
  return [1, 'client_internal_error'];
}

/** Names the command and its hint; what it printed stays out, since it may be a credential. */
function failureMessage(exec: ExecConfig, result: Result): string {
  switch (result.type) {
    case 'not-started': {
      const hint = exec.installHint === undefined || exec.installHint === '' ? '' : `\n\n${exec.installHint}`;
      return result.code === 'ENOENT'
        ? `exec: executable ${exec.command} not found${hint}`
        : `exec: executable ${exec.command} cannot be started: ${result.code}${hint}`;
    }
    case 'timed-out':
      return `exec: executable ${exec.command} did not finish within ${exec.timeoutMs ?? defaultTimeoutMs} ms`;
    case 'killed':
      return `exec: executable ${exec.command} was ended by ${result.signal}`;
    case 'too-long':
      return `exec: executable ${exec.command} printed too much`;
    case 'exited':
      return `exec: executable ${exec.command} failed with exit code ${result.code}`;
  }
}
