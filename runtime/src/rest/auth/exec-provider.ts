import { messageOf } from '../../util/errors.js';
import { safeLogger, type Clock } from '../../util/index.js';
import type { RESTConfig } from '../config.js';
import { readSmallFile, type ReadFileOptions } from '../read-file.js';
import type { AuthProvider, ExecConfig } from './auth-provider.js';
import { execInfo, parseExecCredential, type ExecCluster } from './exec-protocol.js';
import type { ExpiringCredentials } from './renewal-step.js';
import { newRenewingProvider } from './renewing-provider.js';
import { runProcess, type RunProcess } from './run-process.js';

const defaultTimeoutMs = 60_000;

/** The dependencies that tests replace. */
export interface ExecDependencies {
  /** The clock of expiries and timeouts. */
  readonly clock: Clock;
  /** Runs a command. */
  readonly run?: RunProcess | undefined;
  /** Whether standard input is a terminal. */
  readonly isTerminal?: boolean | undefined;
  /** Returns the config whose metrics count a run. Called at the start of the run. */
  readonly reporter?: (() => RESTConfig) | undefined;
}

/** A provider that several clients share. */
interface SharedProvider {
  readonly clock: Clock;
  /** All input of the plugin, as text. */
  readonly identity: string;
  readonly provider: AuthProvider;
  /** The config of the client that called last. Its metrics count the run that it causes. */
  caller: RESTConfig;
}

const shared: WeakMap<ExecConfig, SharedProvider[]> = /* @__PURE__ */ new WeakMap();

/**
 * Returns the provider for a config. Clients share a provider, and so a login, if their configs have the same `execProvider`
 * object and the plugin gets the same input. Copies of a config have the same object.
 *
 * Throws a `TypeError` as `newExecProvider` does.
 */
export function execProviderOf(config: RESTConfig, clock: Clock): AuthProvider {
  const exec = execOf(config);
  const identity = identityOf(config, exec);
  const known = shared.get(exec) ?? [];
  shared.set(exec, known);
  let entry = known.find((candidate) => candidate.clock === clock && candidate.identity === identity);
  if (entry === undefined) {
    const reporter = (): RESTConfig => created.caller;
    const created: SharedProvider = { clock, identity, caller: config, provider: newExecProvider(config, { clock, reporter }) };
    known.push(created);
    entry = created;
  }
  const { provider } = entry;
  const current = entry;
  return {
    credentials(signal) {
      current.caller = config;
      return provider.credentials(signal);
    },
    rejected(credentials, signal) {
      current.caller = config;
      return provider.rejected(credentials, signal);
    },
  };
}

/**
 * Returns all input of the plugin as text. A config may change after a client was created, and the next client must not get the
 * old login.
 */
function identityOf({ host, tlsClientConfig: tls = {}, proxyUrl, disableCompression }: RESTConfig, exec: ExecConfig): string {
  const { caData, caFile, serverName, insecure } = tls;
  const ca = caData === undefined ? caFile : Buffer.from(caData).toString('base64');
  const cluster = [host, ca, serverName, insecure, proxyUrl, disableCompression];
  const { apiVersion, command, args, env, interactiveMode, provideClusterInfo, clusterExtension, timeoutMs } = exec;
  const plugin = [apiVersion, command, args, env, interactiveMode, provideClusterInfo, clusterExtension, timeoutMs];
  return JSON.stringify([plugin, provideClusterInfo === true ? cluster : []]);
}

function execOf({ execProvider }: RESTConfig): ExecConfig {
  if (execProvider === undefined) throw new TypeError('the config has no execProvider');
  return execProvider;
}

/**
 * Creates a provider that runs the plugin of a config. All waiting requests share one run, which is aborted if no request waits
 * any more.
 *
 * Throws a `TypeError` for an unknown API version or interactive mode.
 */
export function newExecProvider(
  config: RESTConfig,
  { clock, run: runCommand = runProcess, isTerminal = process.stdin.isTTY, reporter = () => config }: ExecDependencies,
): AuthProvider {
  const exec = execOf(config);
  check(exec);
  const runPlugin = async (signal: AbortSignal): Promise<ExpiringCredentials> => {
    const reportTo = reporter();
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
    reportRun(reportTo, result);
    if (result.type !== 'exited' || result.code !== 0) throw new Error(failureMessage(exec, result));
    try {
      return await parseExecCredential(result.output, exec);
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

/** Returns the description of the cluster, from which the plugin can choose credentials. */
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

/** Returns a message with the command and its hint. It does not contain the output, which may be a credential. */
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
      return `exec: executable ${exec.command} printed more than 4 MB`;
    case 'exited':
      return `exec: executable ${exec.command} failed with exit code ${result.code}`;
  }
}
