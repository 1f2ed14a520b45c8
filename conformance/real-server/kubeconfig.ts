/** The users that a server knows. All of them are of `system:masters`. */
export type User = 'token' | 'certificate' | 'exec';

/** How a credential plugin is called. */
export interface ExecPlugin {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

/** What a kubeconfig is made of. All that is secret in it is of no use once the server has stopped. */
export interface Access {
  readonly url: string;
  /** PEM. */
  readonly authority: string;
  readonly clientCertificate: string;
  readonly clientKey: string;
  readonly token: string;
  readonly execPlugin: ExecPlugin;
}

/** A kubeconfig with one context a user, all of the namespace `default`. JSON is YAML. */
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
