/** The users of a server. All are in the group `system:masters`. */
export type User = 'token' | 'certificate' | 'exec';

/** The command of a credential plugin. */
export interface ExecPlugin {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

/** The contents of a kubeconfig. Its secrets are useless after the server has stopped. */
export interface Access {
  readonly url: string;
  /** The certificate authority as PEM. */
  readonly authority: string;
  readonly clientCertificate: string;
  readonly clientKey: string;
  readonly token: string;
  readonly execPlugin: ExecPlugin;
}

/** Returns a kubeconfig with one context per user, all with the namespace `default`. JSON is valid YAML. */
export function kubeconfigOf({ url, authority, clientCertificate, clientKey, token, execPlugin }: Access): string {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', ...execPlugin, interactiveMode: 'Never' };
  const users: Record<User, object> = {
    token: { token },
    certificate: { 'client-certificate-data': base64(clientCertificate), 'client-key-data': base64(clientKey) },
    exec: { exec },
  };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'token',
    clusters: [{ name: 'real', cluster: { server: url, 'certificate-authority-data': base64(authority) } }],
    users: Object.entries(users).map(([name, user]) => ({ name, user })),
    contexts: Object.keys(users).map((name) => ({ name, context: { cluster: 'real', user: name, namespace: 'default' } })),
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
