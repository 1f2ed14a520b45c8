import { access, constants } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { RESTConfig } from '../rest/index.js';
import { redacted } from '../rest/redaction.js';
import { systemClock } from '../util/index.js';
import { readSmallFile } from '../util/read-file.js';
import { inClusterConfig, inClusterNamespace, isInCluster, podEnvironment, type ClusterEnvironment } from './in-cluster.js';
import { mergeKubeConfigs, type KubeConfig } from './kubeconfig.js';
import { override } from './overrides.js';
import { parseKubeConfig } from './parse-kubeconfig.js';
import { chooseContext, resolveContext, type ContextFile } from './to-rest-config.js';

/** Where to look, what to choose, and what to change. */
export interface LoadConfigOptions {
  /** The one kubeconfig to read. Default: the files of `KUBECONFIG`, else `~/.kube/config`, else the pod's service account. */
  kubeconfig?: string | undefined;
  /** Default: the kubeconfig's `current-context`. */
  context?: string | undefined;
  /**
   * Laid over what was loaded; `tlsClientConfig` and `impersonate` field by field. What is given here takes the place of all that
   * it would contradict: a token, basic auth or a provider of all the kubeconfig's credentials of these kinds, a CA of the other
   * form of it and of `insecure`, `insecure` of the CA, a certificate or key of its other form, a `host` of the server's name.
   */
  overrides?: RESTConfig | undefined;
}

/** What tests replace. */
export interface LoadConfigEnvironment extends ClusterEnvironment {
  readonly homeFolder: string;
}

/**
 * How to reach the cluster that kubectl would reach from here. Rejects with what was looked for and where, or with the file and
 * the place in it where something is wrong; no message holds a credential.
 * Source: https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
 */
export async function loadConfig(
  options: LoadConfigOptions = {},
  environment: LoadConfigEnvironment = defaultEnvironment(),
): Promise<RESTConfig> {
  const { overrides = {} } = options;
  const found = await find(options, environment);
  if (found.type === 'in-cluster') return redacted(override(await inClusterConfig(environment), overrides));
  const { config, files } = resolveContext(found.kubeConfig, options.context, found.source);
  const made = override(config, overrides);
  await checkReadable(files.filter(({ file }) => namesFile(made, file)));
  return redacted(made);
}

/**
 * The namespace that the context names, else that of the pod, where this runs in one; `default` else. Rejects as `loadConfig`
 * does where there is no such context.
 */
export async function currentNamespace(
  options: Pick<LoadConfigOptions, 'kubeconfig' | 'context'> = {},
  environment: LoadConfigEnvironment = defaultEnvironment(),
): Promise<string> {
  const found = await find(options, environment);
  const namespace =
    found.type === 'in-cluster' ? undefined : chooseContext(found.kubeConfig, options.context, found.source).context.namespace;
  return namespace ?? (isInCluster(environment) ? await inClusterNamespace(environment) : undefined) ?? 'default';
}

/** The kubeconfig of the same places, merged, without a context chosen. Rejects where there is none. */
export async function loadKubeConfig(
  options: Pick<LoadConfigOptions, 'kubeconfig'> = {},
  environment: LoadConfigEnvironment = defaultEnvironment(),
): Promise<KubeConfig> {
  const found = await find(options, { ...environment, env: { ...environment.env, KUBERNETES_SERVICE_HOST: undefined } });
  if (found.type === 'in-cluster') throw new Error('no kubeconfig found');
  return found.kubeConfig;
}

type Found = { type: 'kubeconfig'; kubeConfig: KubeConfig; source: string } | { type: 'in-cluster' };

async function find({ kubeconfig, context }: LoadConfigOptions, environment: LoadConfigEnvironment): Promise<Found> {
  if (kubeconfig !== undefined) {
    const kubeConfig = await readKubeConfig(kubeconfig);
    if (kubeConfig === undefined) throw new Error(`${kubeconfig}: no such file`);
    return { type: 'kubeconfig', kubeConfig, source: kubeconfig };
  }
  const listed = environment.env['KUBECONFIG'];
  const files = listed
    ? [...new Set(listed.split(path.delimiter).filter((file) => file !== ''))]
    : [path.join(environment.homeFolder, '.kube', 'config')];
  const read = await Promise.all(files.map(async (file) => ({ file, kubeConfig: await readKubeConfig(file) })));
  const there = read.flatMap(({ file, kubeConfig }) => (kubeConfig === undefined ? [] : [{ file, kubeConfig }]));
  const kubeConfig = mergeKubeConfigs(there.map((entry) => entry.kubeConfig));
  // As client-go: what chooses no context says nothing to a pod, which has a cluster of its own.
  const choosesNone = context === undefined && kubeConfig.currentContext === undefined;
  if (choosesNone && isInCluster(environment)) return { type: 'in-cluster' };
  const isEmpty = kubeConfig.contexts.size === 0 && kubeConfig.clusters.size === 0 && kubeConfig.users.size === 0;
  if (there.length > 0 && !(isEmpty && choosesNone)) {
    return { type: 'kubeconfig', kubeConfig, source: there.map(({ file }) => file).join(path.delimiter) };
  }
  const looked = files
    .map((file) => (there.some((entry) => entry.file === file) ? `${file} (empty)` : `${file} (not there)`))
    .join(', ');
  const places = listed ? `KUBECONFIG: ${looked}` : looked;
  throw new Error(
    context === undefined
      ? `no cluster to talk to: looked at ${places}, and KUBERNETES_SERVICE_HOST is not set; pass kubeconfig, or set KUBECONFIG to a file`
      : `context ${JSON.stringify(context)} does not exist: looked at ${places}; pass kubeconfig, or set KUBECONFIG to a file`,
  );
}

/** Undefined where there is no such file. */
async function readKubeConfig(file: string): Promise<KubeConfig | undefined> {
  let content: Uint8Array;
  try {
    content = await readSmallFile(file, { clock: systemClock });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Error(`${file}: cannot be read: ${code}`, { cause: error });
  }
  return parseKubeConfig(content, file);
}

function namesFile({ bearerTokenFile, tlsClientConfig: tls }: RESTConfig, file: string): boolean {
  return [bearerTokenFile, tls?.caFile, tls?.certFile, tls?.keyFile].includes(file);
}

/** Tells now what would fail with each request. */
async function checkReadable(files: readonly ContextFile[]): Promise<void> {
  for (const { what, file, origin } of files) {
    try {
      await access(file, constants.R_OK);
    } catch (error) {
      throw new Error(`${origin}: ${what} cannot be read: ${file}: ${errorCode(error)}`, { cause: error });
    }
  }
}

function errorCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown reason';
}

function defaultEnvironment(): LoadConfigEnvironment {
  return { ...podEnvironment(), homeFolder: os.homedir() };
}
