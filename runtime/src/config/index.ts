export { inClusterConfig } from './in-cluster.js';
export type { ClusterEnvironment } from './in-cluster.js';
export { mergeKubeConfigs } from './kubeconfig.js';
export type { KubeAuthProvider, KubeCluster, KubeConfig, KubeContext, KubeUser } from './kubeconfig.js';
export { currentNamespace, loadConfig, loadKubeConfig } from './load-config.js';
export type { LoadConfigEnvironment, LoadConfigOptions } from './load-config.js';
export { parseKubeConfig } from './parse-kubeconfig.js';
export { resolveContext } from './to-rest-config.js';
export type { ContextFile, ResolvedContext } from './to-rest-config.js';
