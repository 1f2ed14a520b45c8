/**
 * Loads the configuration of a client as kubectl does: from kubeconfig files, or from the service account of a pod.
 *
 * Start with `loadConfig`, and pass its result to `createRESTClient` or to a generated `createClientset`. Nothing here connects
 * to a server. The package does not write kubeconfigs, except for renewed OpenID Connect tokens.
 *
 * @packageDocumentation
 */
export { inClusterConfig } from './in-cluster.js';
export type { ClusterEnvironment } from './in-cluster.js';
export { mergeKubeConfigs } from './kubeconfig.js';
export type { KubeAuthProvider, KubeCluster, KubeConfig, KubeContext, KubeUser } from './kubeconfig.js';
export { currentNamespace, loadConfig, loadKubeConfig } from './load-config.js';
export type { LoadConfigEnvironment, LoadConfigOptions } from './load-config.js';
export { parseKubeConfig } from './parse-kubeconfig.js';
