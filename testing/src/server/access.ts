import type { RESTConfig } from 'kube-client-runtime/rest';
import type { ApiServerOptions } from './options.js';

/** The address of a server and the credentials for it. */
export interface Access {
  /** The URL. */
  readonly url: string;
  /** A bearer token, if the server requires one. */
  readonly token: string | undefined;
  /** The certificate authority, PEM, if the server uses TLS. */
  readonly ca: string | undefined;
}

/** Returns the access to a server that listens on this port. */
export function accessOf(port: number, options: ApiServerOptions): Access {
  const { tls, tokens } = options;
  const ca = tls === undefined ? undefined : (tls.ca ?? tls.cert);
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    token: tokens?.[0],
    ca: ca === undefined ? undefined : typeof ca === 'string' ? ca : Buffer.from(ca).toString(),
  };
}

/** Returns the configuration of a REST client. */
export function restConfigOf({ url, token, ca }: Access): RESTConfig {
  return {
    host: url,
    ...(token !== undefined && { bearerToken: token }),
    ...(ca !== undefined && { tlsClientConfig: { caData: ca } }),
  };
}

/** Returns a kubeconfig as YAML. JSON strings are valid YAML strings, so no value needs escaping. */
export function kubeconfigOf({ url, token, ca }: Access): string {
  const lines = [
    'apiVersion: v1',
    'kind: Config',
    'clusters:',
    '- name: kube-client-testing',
    '  cluster:',
    `    server: ${JSON.stringify(url)}`,
    ...(ca === undefined ? [] : [`    certificate-authority-data: ${Buffer.from(ca).toString('base64')}`]),
    'users:',
    '- name: test',
    token === undefined ? '  user: {}' : `  user:\n    token: ${JSON.stringify(token)}`,
    'contexts:',
    '- name: kube-client-testing',
    '  context:',
    '    cluster: kube-client-testing',
    '    user: test',
    'current-context: kube-client-testing',
  ];
  return `${lines.join('\n')}\n`;
}
