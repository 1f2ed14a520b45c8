import { isIP } from 'node:net';
import { inspect } from 'node:util';
import type { ExecConfig, RESTConfig, TLSClientConfig } from '../rest/index.js';
import type { KubeCluster, KubeConfig, KubeContext, KubeUser } from './kubeconfig.js';

/** What a context of a kubeconfig means. */
export interface ResolvedContext {
  readonly config: RESTConfig;
  readonly namespace: string | undefined;
}

/**
 * The server and the user of a context, the current one by default. `source` says in messages where the kubeconfig comes from.
 * Credentials go over https only, as with client-go, and over http to the machine itself.
 */
export function resolveContext(kubeConfig: KubeConfig, name: string | undefined, source: string): ResolvedContext {
  const context = chooseContext(kubeConfig, name, source);
  const chosen = name ?? kubeConfig.currentContext ?? '';
  const cluster = pick(kubeConfig.clusters, context.cluster, 'cluster', chosen, source);
  const user = context.user === '' ? undefined : pick(kubeConfig.users, context.user, 'user', chosen, source);
  const server = cluster.server;
  if (server === undefined)
    throw new Error(`${cluster.origin}: no server found for cluster ${quote(context.cluster)}: set clusters[].cluster.server`);
  const config: RESTConfig = {
    host: server,
    ...(cluster.proxyUrl === undefined ? {} : { proxyUrl: cluster.proxyUrl }),
    ...(cluster.disableCompression === undefined ? {} : { disableCompression: cluster.disableCompression }),
    ...(user === undefined ? {} : impersonation(user, context.user)),
  };
  const tlsClientConfig: TLSClientConfig = serverTLS(cluster);
  if (user !== undefined && maySendCredentials(server, tlsClientConfig)) {
    Object.assign(config, credentials(user, context.user, cluster));
    Object.assign(tlsClientConfig, clientTLS(user, context.user));
  }
  if (Object.keys(tlsClientConfig).length > 0) config.tlsClientConfig = tlsClientConfig;
  return { config: withoutSecretsInPrint(config), namespace: context.namespace };
}

function chooseContext({ contexts, currentContext }: KubeConfig, name: string | undefined, source: string): KubeContext {
  const known = contexts.size === 0 ? 'it has none' : `it has ${[...contexts.keys()].map(quote).join(', ')}`;
  const chosen = name ?? currentContext;
  if (chosen === undefined) throw new Error(`${source}: no context chosen: set current-context, or pass context (${known})`);
  const context = contexts.get(chosen);
  if (context === undefined) throw new Error(`${source}: context ${quote(chosen)} does not exist (${known})`);
  if (context.cluster === '') throw new Error(`${source}: cluster was not specified for context ${quote(chosen)}`);
  return context;
}

function pick<T>(entries: ReadonlyMap<string, T>, name: string, what: string, context: string, source: string): T {
  const entry = entries.get(name);
  if (entry === undefined) throw new Error(`${source}: ${what} ${quote(name)} was not found for context ${quote(context)}`);
  return entry;
}

function serverTLS(cluster: KubeCluster): TLSClientConfig {
  const tls: TLSClientConfig = {};
  if (cluster.certificateAuthorityData !== undefined) tls.caData = cluster.certificateAuthorityData;
  else if (cluster.certificateAuthority !== undefined) tls.caFile = cluster.certificateAuthority;
  if (cluster.insecureSkipTLSVerify === true) tls.insecure = true;
  if (cluster.tlsServerName !== undefined) tls.serverName = cluster.tlsServerName;
  return tls;
}

function clientTLS(user: KubeUser, name: string): TLSClientConfig {
  const tls: TLSClientConfig = {};
  if (user.clientCertificateData !== undefined) tls.certData = user.clientCertificateData;
  else if (user.clientCertificate !== undefined) tls.certFile = user.clientCertificate;
  else return tls;
  if (user.clientKeyData !== undefined) tls.keyData = user.clientKeyData;
  else if (user.clientKey !== undefined) tls.keyFile = user.clientKey;
  else
    throw new Error(
      `${user.origin}: client-key-data or client-key must be specified for user ${quote(name)}, besides its certificate`,
    );
  return tls;
}

function credentials(user: KubeUser, name: string, cluster: KubeCluster): Partial<RESTConfig> {
  const fault = (what: string): Error => new Error(`${user.origin}: user ${quote(name)}: ${what}`);
  const basic = user.username !== undefined || user.password !== undefined;
  const token = user.token !== undefined || user.tokenFile !== undefined;
  if (basic && token) throw fault('more than one authentication method found; found token and basicAuth, only one is allowed');
  if (user.authProvider !== undefined && user.exec !== undefined)
    throw fault('auth-provider cannot be provided in combination with exec');
  if (basic) return { username: user.username, password: user.password };
  if (token) return { bearerToken: user.token, bearerTokenFile: user.tokenFile };
  if (user.exec !== undefined) return { execProvider: execConfig(user.exec, cluster, fault) };
  const hasCertificate = user.clientCertificate !== undefined || user.clientCertificateData !== undefined;
  if (user.authProvider !== undefined && !hasCertificate) {
    throw fault(
      `auth-provider ${quote(user.authProvider)} is not supported yet: use an exec plugin (kubelogin for oidc) or a token`,
    );
  }
  return {};
}

function execConfig(exec: NonNullable<KubeUser['exec']>, cluster: KubeCluster, fault: (what: string) => Error): ExecConfig {
  const { apiVersion, interactiveMode, ...rest } = exec;
  if (apiVersion === undefined) throw fault('exec.apiVersion is missing: set it to client.authentication.k8s.io/v1');
  if (apiVersion !== 'client.authentication.k8s.io/v1' && apiVersion !== 'client.authentication.k8s.io/v1beta1') {
    throw fault(
      `exec.apiVersion ${quote(apiVersion)} is not supported: use client.authentication.k8s.io/v1, which newer plugins speak`,
    );
  }
  if (
    interactiveMode !== undefined &&
    interactiveMode !== 'Never' &&
    interactiveMode !== 'IfAvailable' &&
    interactiveMode !== 'Always'
  ) {
    throw fault(`exec.interactiveMode ${quote(interactiveMode)} is not Never, IfAvailable or Always`);
  }
  return {
    ...rest,
    apiVersion,
    interactiveMode,
    ...(cluster.execExtension === undefined ? {} : { clusterExtension: cluster.execExtension }),
  };
}

function impersonation(user: KubeUser, name: string): Pick<RESTConfig, 'impersonate'> {
  const rest = user.asUid !== undefined || user.asGroups !== undefined || user.asUserExtra !== undefined;
  if (user.as === undefined) {
    if (rest)
      throw new Error(
        `${user.origin}: requesting uid, groups or user-extra for user ${quote(name)} without impersonating a user: set as`,
      );
    return {};
  }
  return { impersonate: { userName: user.as, uid: user.asUid, groups: user.asGroups, extra: user.asUserExtra } };
}

function maySendCredentials(server: string, tls: TLSClientConfig): boolean {
  if (/^https:\/\//i.test(server)) return true;
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(server)) {
    if (tls.caData !== undefined || tls.caFile !== undefined || tls.insecure === true) return true;
  }
  const host = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(\[[^\]]*\]|[^:/?#]*)/i.exec(server)?.[1]?.replace(/^\[(.*)\]$/, '$1') ?? '';
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

const secrets: ReadonlySet<string> = new Set(['password', 'bearerToken', 'keyData', 'authProvider', 'env', 'args']);

/** Lets `console.log` and its like show a config without what is secret in it. */
export function withoutSecretsInPrint(config: RESTConfig): RESTConfig {
  const shown = (value: unknown): unknown => {
    // A proxy's URL may hold its password.
    if (typeof value === 'string') return value.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1***@');
    if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        secrets.has(key) && item !== undefined ? '--- REDACTED ---' : shown(item),
      ]),
    );
  };
  return Object.defineProperty(config, inspect.custom, { value: () => shown(config), enumerable: false });
}

function quote(text: string): string {
  return JSON.stringify(text);
}
