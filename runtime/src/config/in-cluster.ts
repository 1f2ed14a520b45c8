import type { RESTConfig } from '../rest/index.js';
import { redacted } from '../rest/redaction.js';
import { systemClock } from '../util/index.js';
import { readSmallFile } from '../util/read-file.js';

/** Where a pod finds what it may know of its cluster. */
export interface ClusterEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default: `/var/run/secrets/kubernetes.io/serviceaccount`. */
  readonly serviceAccountFolder: string;
}

/** Whether this process runs in a pod. */
export function isInCluster({ env }: ClusterEnvironment): boolean {
  return Boolean(env['KUBERNETES_SERVICE_HOST'] && env['KUBERNETES_SERVICE_PORT']);
}

/**
 * The config of a pod's service account. Token and CA stay files, and are read again when they change.
 * Rejects outside of a cluster, and where the token cannot be read, such as with `automountServiceAccountToken: false`.
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

/** The namespace of the pod, where it can be known. */
export async function inClusterNamespace({ env, serviceAccountFolder }: ClusterEnvironment): Promise<string | undefined> {
  const text = env['POD_NAMESPACE'] || (await readIfThere(`${serviceAccountFolder}/namespace`))?.trim();
  return text === '' ? undefined : text;
}

export function podEnvironment(): ClusterEnvironment {
  return { env: process.env, serviceAccountFolder: '/var/run/secrets/kubernetes.io/serviceaccount' };
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return (await readSmallFile(file, { clock: systemClock })).toString('utf8');
  } catch {
    // Whether it is absent or unreadable makes no difference to what can be done without it.
    return undefined;
  }
}
