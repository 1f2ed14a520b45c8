import { isIP } from 'node:net';
import type { ExecConfig, RESTConfig, TLSClientConfig } from '../rest/index.js';
import { redacted } from '../util/redaction.js';
import type { KubeCluster, KubeConfig, KubeContext, KubeUser } from './kubeconfig.js';
import { oidcConfig } from './oidc.js';

/** The result of resolving a context. */
export interface ResolvedContext {
  /** The config of a client. */
  readonly config: RESTConfig;
  /** The namespace of the context. */
  readonly namespace: string | undefined;
  /** The files that the config refers to. They have not been read. */
  readonly files: readonly ContextFile[];
}

/** A file that a cluster or a user of a kubeconfig refers to. */
export interface ContextFile {
  /** The place in the kubeconfig, such as `certificate-authority of cluster "production"`. */
  readonly what: string;
  /** The absolute path of the file. */
  readonly file: string;
  /** The kubeconfig that refers to the file. */
  readonly origin: string;
}

/**
 * Returns the config of a context, which is the current context by default. `source` names the kubeconfig in messages.
 *
 * The config has credentials only for https, and for http to the local host, as in client-go.
 *
 * Throws an Error if the context, its cluster or its user is missing or contradicts itself. The rest of the kubeconfig is not
 * checked.
 */
export function resolveContext(kubeConfig: KubeConfig, name: string | undefined, source: string): ResolvedContext {
  const { context, chosen } = chooseContext(kubeConfig, name, source);
  if (context.cluster === '') throw new Error(`${source}: cluster was not specified for context ${quote(chosen)}`);
  const cluster = pick(kubeConfig.clusters, context.cluster, 'cluster', chosen, source);
  const user = context.user === '' ? undefined : pick(kubeConfig.users, context.user, 'user', chosen, source);
  const server = cluster.server;
  if (server === undefined)
    throw new Error(`${cluster.origin}: no server found for cluster ${quote(context.cluster)}: set clusters[].cluster.server`);
  const config: RESTConfig = {
    host: server,
    ...proxy(cluster, context.cluster),
    ...(cluster.disableCompression === undefined ? {} : { disableCompression: cluster.disableCompression }),
    ...(user === undefined ? {} : impersonation(user, context.user)),
  };
  const tlsClientConfig = serverTLS(cluster, context.cluster);
  if (user !== undefined) {
    const fromUser = { config: credentials(user, context.user, cluster), tls: clientTLS(user, context.user) };
    if (maySendCredentials(server, tlsClientConfig)) {
      Object.assign(config, fromUser.config);
      Object.assign(tlsClientConfig, fromUser.tls);
    }
  }
  if (Object.keys(tlsClientConfig).length > 0) config.tlsClientConfig = redacted(tlsClientConfig);
  const files = [...clusterFiles(cluster, context.cluster), ...(user === undefined ? [] : userFiles(user, context.user))];
  return { config: redacted(config), namespace: context.namespace, files };
}

/** Returns the context of that name, or the current context. Throws an Error if it does not exist. */
export function chooseContext(
  { contexts, currentContext }: KubeConfig,
  name: string | undefined,
  source: string,
): { readonly context: KubeContext; readonly chosen: string } {
  const available = contexts.size === 0 ? 'it has no contexts' : `it has ${[...contexts.keys()].map(quote).join(', ')}`;
  const chosen = name ?? currentContext;
  if (chosen === undefined) throw new Error(`${source}: no context chosen: set current-context, or pass context (${available})`);
  const context = contexts.get(chosen);
  if (context === undefined) throw new Error(`${source}: context ${quote(chosen)} does not exist (${available})`);
  return { context, chosen };
}

function pick<T>(entries: ReadonlyMap<string, T>, name: string, what: string, context: string, source: string): T {
  const entry = entries.get(name);
  if (entry === undefined) throw new Error(`${source}: ${what} ${quote(name)} was not found for context ${quote(context)}`);
  return entry;
}

/** Throws an Error if a value is given both as data and as a file. */
function onlyOne(data: unknown, file: unknown, key: string, of: string): void {
  if (data !== undefined && file !== undefined)
    throw new Error(`${of}: ${key}-data and ${key} are both specified: remove one of them`);
}

function serverTLS(cluster: KubeCluster, name: string): TLSClientConfig {
  const of = `${cluster.origin}: cluster ${quote(name)}`;
  const { certificateAuthority: caFile, certificateAuthorityData: caData } = cluster;
  onlyOne(caData, caFile, 'certificate-authority', of);
  const tls: TLSClientConfig = {};
  if (caData !== undefined) tls.caData = caData;
  else if (caFile !== undefined) tls.caFile = caFile;
  if (cluster.insecureSkipTLSVerify === true) {
    if (caData !== undefined || caFile !== undefined) {
      throw new Error(
        `${of}: specifying a root certificates file with the insecure flag is not allowed: ` +
          'remove insecure-skip-tls-verify, or certificate-authority',
      );
    }
    tls.insecure = true;
  }
  if (cluster.tlsServerName !== undefined) tls.serverName = cluster.tlsServerName;
  return tls;
}

function clientTLS(user: KubeUser, name: string): TLSClientConfig {
  const of = `${user.origin}: user ${quote(name)}`;
  const { clientCertificate: certFile, clientCertificateData: certData, clientKey: keyFile, clientKeyData: keyData } = user;
  if (certFile === undefined && certData === undefined) return {};
  onlyOne(certData, certFile, 'client-certificate', of);
  onlyOne(keyData, keyFile, 'client-key', of);
  if (keyFile === undefined && keyData === undefined)
    throw new Error(`${of}: client-key-data or client-key must be specified in addition to the certificate`);
  return {
    ...(certData === undefined ? { certFile } : { certData }),
    ...(keyData === undefined ? { keyFile } : { keyData }),
  };
}

function proxy(cluster: KubeCluster, name: string): Pick<RESTConfig, 'proxyUrl'> {
  const url = cluster.proxyUrl;
  if (url === undefined) return {};
  // The message does not contain the URL, which may have a password.
  if (!/^(?:https?|socks5h?):\/\/[^/?#]/i.test(url))
    throw new Error(`${cluster.origin}: cluster ${quote(name)}: proxy-url must be a URL that begins with http, https or socks5`);
  return { proxyUrl: url };
}

function clusterFiles({ certificateAuthority: file, origin }: KubeCluster, name: string): ContextFile[] {
  return file === undefined ? [] : [{ what: `certificate-authority of cluster ${quote(name)}`, file, origin }];
}

function userFiles(user: KubeUser, name: string): ContextFile[] {
  const { origin, clientCertificate, clientCertificateData, clientKey, token, tokenFile } = user;
  const withCertificate = clientCertificate !== undefined || clientCertificateData !== undefined;
  const named: readonly (readonly [key: string, file: string | undefined])[] = [
    ['client-certificate', clientCertificate],
    ['client-key', withCertificate ? clientKey : undefined],
    // If there is a token, it is used while the file cannot be read.
    ['tokenFile', token === undefined ? tokenFile : undefined],
  ];
  return named.flatMap(([key, file]) => (file === undefined ? [] : [{ what: `${key} of user ${quote(name)}`, file, origin }]));
}

function credentials(user: KubeUser, name: string, cluster: KubeCluster): Partial<RESTConfig> {
  const fault = (what: string): Error => new Error(`${user.origin}: user ${quote(name)}: ${what}`);
  const basic = user.username !== undefined || user.password !== undefined;
  const token = user.token !== undefined || user.tokenFile !== undefined;
  if (basic && token) throw fault('more than one authentication method found; found token and basicAuth, only one is allowed');
  if (user.authProvider !== undefined && user.exec !== undefined)
    throw fault('auth-provider cannot be provided in combination with exec');
  // Check the plugin even if it is not used, as client-go does.
  const execProvider = user.exec === undefined ? undefined : execConfig(user.exec, cluster, fault);
  if (basic) return { username: user.username, password: user.password };
  if (token) return { bearerToken: user.token, bearerTokenFile: user.tokenFile };
  if (execProvider !== undefined) return { execProvider: redacted(execProvider) };
  if (user.authProvider !== undefined) return { oidcProvider: redacted(oidcConfig(user.authProvider, user.origin, name, fault)) };
  return {};
}

function execConfig(exec: NonNullable<KubeUser['exec']>, cluster: KubeCluster, fault: (what: string) => Error): ExecConfig {
  const { apiVersion, interactiveMode, ...rest } = exec;
  if (rest.command === '') throw fault('exec.command is missing: it names the credential plugin to run');
  if (apiVersion === undefined) throw fault('exec.apiVersion is missing: set it to client.authentication.k8s.io/v1');
  if (apiVersion !== 'client.authentication.k8s.io/v1' && apiVersion !== 'client.authentication.k8s.io/v1beta1') {
    throw fault(
      `exec.apiVersion ${quote(apiVersion)} is not supported: use client.authentication.k8s.io/v1, which newer plugins support`,
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
  const { asGroups = [], asUserExtra = {} } = user;
  const rest = user.asUid !== undefined || asGroups.length > 0 || Object.keys(asUserExtra).length > 0;
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

function quote(text: string): string {
  return JSON.stringify(text);
}
