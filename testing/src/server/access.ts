import type { RESTConfig } from 'kube-client-runtime/rest';
import type { ApiServerOptions } from './options.js';

/** How clients reach a server. */
export interface Access {
  readonly url: string;
  readonly token: string | undefined;
  readonly ca: string | undefined;
}

export function accessOf(port: number, options: ApiServerOptions): Access {
  const { tls, tokens } = options;
  const ca = tls === undefined ? undefined : (tls.ca ?? tls.cert);
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    token: tokens?.[0],
    ca: ca === undefined ? undefined : typeof ca === 'string' ? ca : Buffer.from(ca).toString(),
  };
}

export function restConfigOf({ url, token, ca }: Access): RESTConfig {
  return {
    host: url,
    ...(token !== undefined && { bearerToken: token }),
    ...(ca !== undefined && { tlsClientConfig: { caData: ca } }),
  };
}

/** JSON strings are YAML strings, whatever is in them. */
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
