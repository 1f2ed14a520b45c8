import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { RESTConfig } from '../rest/index.js';
import { inClusterConfig, inClusterNamespace, isInCluster, podEnvironment, type ClusterEnvironment } from './in-cluster.js';
import { mergeKubeConfigs, type KubeConfig } from './kubeconfig.js';
import { parseKubeConfig } from './parse-kubeconfig.js';
import { resolveContext, withoutSecretsInPrint } from './to-rest-config.js';

export interface LoadConfigOptions {
  /** The one kubeconfig to read. Default: the files of `KUBECONFIG`, else `~/.kube/config`, else the pod's service account. */
  kubeconfig?: string | undefined;
  /** Default: the kubeconfig's `current-context`. */
  context?: string | undefined;
  /**
   * Laid over what was loaded; `tlsClientConfig` and `impersonate` field by field. A token, basic auth or provider here takes the
   * place of all that the kubeconfig has of these.
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
  const found = await find(options, environment);
  const config =
    found.type === 'in-cluster'
      ? await inClusterConfig(environment)
      : resolveContext(found.kubeConfig, options.context, found.source).config;
  return withoutSecretsInPrint(override(config, options.overrides ?? {}));
}

/** The namespace that the context names, or that the pod is in; `default` else. */
export async function currentNamespace(
  options: Pick<LoadConfigOptions, 'kubeconfig' | 'context'> = {},
  environment: LoadConfigEnvironment = defaultEnvironment(),
): Promise<string> {
  const found = await find(options, environment);
  const namespace =
    found.type === 'in-cluster'
      ? await inClusterNamespace(environment)
      : found.kubeConfig.contexts.get(options.context ?? found.kubeConfig.currentContext ?? '')?.namespace;
  return namespace ?? 'default';
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
  const isEmpty = kubeConfig.contexts.size === 0 && kubeConfig.clusters.size === 0 && kubeConfig.users.size === 0;
  if (!isEmpty || (there.length > 0 && context !== undefined)) {
    return { type: 'kubeconfig', kubeConfig, source: there.map(({ file }) => file).join(path.delimiter) };
  }
  if (isInCluster(environment)) return { type: 'in-cluster' };
  const looked = files
    .map((file) => (there.some((entry) => entry.file === file) ? `${file} (empty)` : `${file} (not there)`))
    .join(', ');
  throw new Error(
    `no cluster to talk to: looked at ${listed ? `KUBECONFIG: ${looked}` : looked}, and KUBERNETES_SERVICE_HOST is not set; ` +
      'pass kubeconfig, or set KUBECONFIG to a file',
  );
}

/** Undefined where there is no such file. */
async function readKubeConfig(file: string): Promise<KubeConfig | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Error(`${file}: cannot be read: ${String(code)}`, { cause: error });
  }
  return parseKubeConfig(text, file);
}

const credentialFields = ['username', 'password', 'bearerToken', 'bearerTokenFile', 'execProvider', 'authProvider'] as const;

function override(config: RESTConfig, overrides: RESTConfig): RESTConfig {
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  const base = { ...config };
  if (credentialFields.some((field) => field in given)) for (const field of credentialFields) base[field] = undefined;
  const made: RESTConfig = { ...base, ...given };
  if (config.tlsClientConfig && overrides.tlsClientConfig)
    made.tlsClientConfig = { ...config.tlsClientConfig, ...overrides.tlsClientConfig };
  if (config.impersonate && overrides.impersonate) made.impersonate = { ...config.impersonate, ...overrides.impersonate };
  return made;
}

function defaultEnvironment(): LoadConfigEnvironment {
  return { ...podEnvironment(), homeFolder: os.homedir() };
}
