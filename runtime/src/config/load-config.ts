import { access, constants } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { RESTConfig } from '../rest/index.js';
import { readSmallFile } from '../rest/read-file.js';
import { systemClock } from '../util/index.js';
import { redacted } from '../util/redaction.js';
import { inClusterConfig, inClusterNamespace, isInCluster, podEnvironment, type ClusterEnvironment } from './in-cluster.js';
import { mergeKubeConfigs, type KubeConfig } from './kubeconfig.js';
import { override } from './overrides.js';
import { parseKubeConfig } from './parse-kubeconfig.js';
import { chooseContext, resolveContext, type ContextFile } from './to-rest-config.js';

/** Options of `loadConfig`. */
export interface LoadConfigOptions {
  /**
   * The path of the only kubeconfig to read.
   *
   * Default: the files of `KUBECONFIG`, else `~/.kube/config`, else the pod's service account
   */
  kubeconfig?: string | undefined;
  /**
   * The name of the context to use.
   *
   * Default: the `current-context` of the kubeconfig
   */
  context?: string | undefined;
  /**
   * Fields that override the loaded config, and the fields of its `tlsClientConfig` and `impersonate`.
   *
   * A field also removes the loaded fields that would contradict it, as kubectl's flags do:
   *
   * - Any credential removes all tokens, basic auth, exec, OpenID Connect and auth providers.
   * - A CA removes the other form of the CA, and `insecure`. `insecure: true` removes the CA.
   * - A certificate or a key removes its other form.
   * - `host` removes `tlsClientConfig.serverName`.
   */
  overrides?: RESTConfig | undefined;
}

/** The environment in which a kubeconfig is searched. Tests replace it. */
export interface LoadConfigEnvironment extends ClusterEnvironment {
  /** The folder that contains `.kube/config`. */
  readonly homeFolder: string;
}

/**
 * Loads the config of the cluster that kubectl would use in this environment.
 *
 * ```ts
 * import { loadConfig } from 'kube-client-runtime';
 * import { createClientset } from './generated/index.js';
 *
 * const config = await loadConfig({ overrides: { userAgent: 'my-controller/1.2' } });
 * const { coreV1 } = createClientset(config);
 * const { items } = await coreV1.pods('default').list();
 * ```
 *
 * Rejects with the places that were searched, or with the file, the path and the problem. Error messages contain no credentials.
 *
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
  const overridden = override(config, overrides);
  await checkReadable(files.filter(({ file }) => refersTo(overridden, file)));
  return redacted(overridden);
}

/**
 * Returns the namespace of the context, else the namespace of the pod, else `default`.
 *
 * Rejects as `loadConfig` does, for example if the context does not exist.
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

/**
 * Loads and merges the kubeconfigs that `loadConfig` would use, without choosing a context.
 *
 * Rejects if there is no kubeconfig.
 */
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
  const found = read.flatMap(({ file, kubeConfig }) => (kubeConfig === undefined ? [] : [{ file, kubeConfig }]));
  const kubeConfig = mergeKubeConfigs(found.map((entry) => entry.kubeConfig));
  // As in client-go, a pod ignores a kubeconfig without a current context, because it has its own cluster.
  const withoutContext = context === undefined && kubeConfig.currentContext === undefined;
  if (withoutContext && isInCluster(environment)) return { type: 'in-cluster' };
  const isEmpty = kubeConfig.contexts.size === 0 && kubeConfig.clusters.size === 0 && kubeConfig.users.size === 0;
  if (found.length > 0 && !(isEmpty && withoutContext)) {
    return { type: 'kubeconfig', kubeConfig, source: found.map(({ file }) => file).join(path.delimiter) };
  }
  const searched = files
    .map((file) => (found.some((entry) => entry.file === file) ? `${file} (empty)` : `${file} (not found)`))
    .join(', ');
  const places = listed ? `KUBECONFIG: ${searched}` : searched;
  throw new Error(
    context === undefined
      ? `no cluster is configured: searched ${places}, and KUBERNETES_SERVICE_HOST is not set; pass kubeconfig, or set KUBECONFIG to a file`
      : `context ${JSON.stringify(context)} does not exist: searched ${places}; pass kubeconfig, or set KUBECONFIG to a file`,
  );
}

/** Returns undefined if the file does not exist. */
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

function refersTo({ bearerTokenFile, tlsClientConfig: tls }: RESTConfig, file: string): boolean {
  return [bearerTokenFile, tls?.caFile, tls?.certFile, tls?.keyFile].includes(file);
}

/** Rejects now if a file cannot be read, instead of failing every request later. */
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
