import type { RESTConfig } from '../rest/index.js';
import { readSmallFile } from '../rest/read-file.js';
import { systemClock } from '../util/index.js';
import { redacted } from '../util/redaction.js';

/** The environment of a pod: its variables and its service account. Tests replace it. */
export interface ClusterEnvironment {
  /** The environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * The folder of the service account's token, CA and namespace.
   *
   * Default: `/var/run/secrets/kubernetes.io/serviceaccount`
   */
  readonly serviceAccountFolder: string;
}

/** Whether this process runs in a pod. */
export function isInCluster({ env }: ClusterEnvironment): boolean {
  return Boolean(env['KUBERNETES_SERVICE_HOST'] && env['KUBERNETES_SERVICE_PORT']);
}

/**
 * Returns the config of a pod's service account. The token and the CA remain files, which the client reads again when they
 * change.
 *
 * Rejects outside a cluster, and if the token cannot be read, for example because of `automountServiceAccountToken: false`.
 *
 * Source: https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/
 */
export async function inClusterConfig(environment: ClusterEnvironment = podEnvironment()): Promise<RESTConfig> {
  const { env, serviceAccountFolder: folder } = environment;
  if (!isInCluster(environment)) {
    throw new Error('not in a cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined');
  }
  const bearerTokenFile = `${folder}/token`;
  if ((await readIfThere(bearerTokenFile)) === undefined) {
    throw new Error(
      `in the cluster, but ${bearerTokenFile} cannot be read: does the pod have automountServiceAccountToken: false?`,
    );
  }
  const caFile = `${folder}/ca.crt`;
  const hasCA = (await readIfThere(caFile)) !== undefined;
  const host = env['KUBERNETES_SERVICE_HOST'] ?? '';
  return redacted({
    host: `https://${host.includes(':') ? `[${host}]` : host}:${env['KUBERNETES_SERVICE_PORT'] ?? ''}`,
    bearerTokenFile,
    ...(hasCA ? { tlsClientConfig: redacted({ caFile }) } : {}),
  });
}

/**
 * Returns the namespace of the pod: `POD_NAMESPACE`, or the namespace of the service account. Returns undefined if both are
 * missing.
 */
export async function inClusterNamespace({ env, serviceAccountFolder }: ClusterEnvironment): Promise<string | undefined> {
  const text = env['POD_NAMESPACE'] || (await readIfThere(`${serviceAccountFolder}/namespace`))?.trim();
  return text === '' ? undefined : text;
}

/** Returns the environment of this process. */
export function podEnvironment(): ClusterEnvironment {
  return { env: process.env, serviceAccountFolder: '/var/run/secrets/kubernetes.io/serviceaccount' };
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return (await readSmallFile(file, { clock: systemClock })).toString('utf8');
  } catch {
    // An absent file and an unreadable file have the same consequences for the caller.
    return undefined;
  }
}
