import path from 'node:path';
import { decodeText, parseKubeYAML, YAMLTextError } from '../util/kube-yaml.js';
import { redacted } from '../util/redaction.js';
import { newConfigNode, type ConfigNode } from './document.js';
import type { KubeAuthProvider, KubeCluster, KubeConfig, KubeContext, KubeUser } from './kubeconfig.js';

const execExtensionName = 'client.authentication.k8s.io/exec';

/**
 * Parses a kubeconfig, in YAML or JSON. Bytes are UTF-8, or UTF-16 with a byte order mark.
 *
 * Resolves relative paths from the folder of `file`. As kubectl does, ignores unknown fields and all documents but the first, and
 * uses the last of repeated keys.
 *
 * Rejects with the file, the path and the problem. Error messages do not contain the content.
 */
export async function parseKubeConfig(content: string | Uint8Array, file: string): Promise<KubeConfig> {
  const text = typeof content === 'string' ? content : decodeText(content);
  const document = newConfigNode(await parseDocument(text, file), file);
  const kind = document.string('kind');
  if (kind !== undefined && kind !== 'Config') throw document.error('kind', 'must be Config: is this a kubeconfig?');
  const version = document.string('apiVersion');
  if (version !== undefined && version !== 'v1') throw document.error('apiVersion', 'must be v1, the only version');
  const folder = path.dirname(path.resolve(file));
  return {
    currentContext: document.string('current-context'),
    contexts: named(document, 'contexts', 'context', readContext),
    clusters: named(document, 'clusters', 'cluster', (node) => readCluster(node, folder, file)),
    users: named(document, 'users', 'user', (node) => readUser(node, folder, file)),
  };
}

async function parseDocument(text: string, file: string): Promise<unknown> {
  try {
    return (await parseKubeYAML(text)) ?? {};
  } catch (error) {
    throw error instanceof YAMLTextError ? new Error(`${file}: ${error.message}`) : error;
  }
}

/**
 * Returns the entries of a list by name. Leaves out entries without a name, which nothing can refer to.
 *
 * Throws an Error if two entries have the same name.
 */
function named<T>(document: ConfigNode, key: string, content: string, read: (node: ConfigNode) => T): Map<string, T> {
  const found = new Map<string, T>();
  for (const entry of document.objects(key)) {
    const name = entry.string('name');
    const value = read(entry.object(content) ?? newConfigNode({}, ''));
    if (name === undefined) continue;
    if (found.has(name)) throw entry.error('name', `${JSON.stringify(name)} is already in ${key}: rename or remove one`);
    found.set(name, value);
  }
  return found;
}

function readContext(node: ConfigNode): KubeContext {
  return { cluster: node.string('cluster') ?? '', user: node.string('user') ?? '', namespace: node.string('namespace') };
}

function readCluster(node: ConfigNode, folder: string, origin: string): KubeCluster {
  const extension = node.objects('extensions').find((entry) => entry.string('name') === execExtensionName);
  return redacted({
    origin,
    server: node.string('server'),
    tlsServerName: node.string('tls-server-name'),
    insecureSkipTLSVerify: node.boolean('insecure-skip-tls-verify'),
    certificateAuthority: inFolder(folder, node.string('certificate-authority')),
    certificateAuthorityData: base64(node, 'certificate-authority-data'),
    proxyUrl: node.string('proxy-url'),
    disableCompression: node.boolean('disable-compression'),
    execExtension: extension?.value['extension'],
  });
}

function readUser(node: ConfigNode, folder: string, origin: string): KubeUser {
  return redacted({
    origin,
    clientCertificate: inFolder(folder, node.string('client-certificate')),
    clientCertificateData: base64(node, 'client-certificate-data'),
    clientKey: inFolder(folder, node.string('client-key')),
    clientKeyData: base64(node, 'client-key-data'),
    token: node.string('token'),
    tokenFile: inFolder(folder, node.string('tokenFile')),
    as: node.string('as'),
    asUid: node.string('as-uid'),
    asGroups: node.strings('as-groups'),
    asUserExtra: readExtra(node.object('as-user-extra')),
    username: node.string('username'),
    password: node.string('password'),
    authProvider: readAuthProvider(node.object('auth-provider')),
    exec: readExec(node.object('exec'), folder),
  });
}

function readExtra(node: ConfigNode | undefined): Record<string, string[]> | undefined {
  if (node === undefined) return undefined;
  return Object.fromEntries(Object.keys(node.value).map((key) => [key, node.strings(key) ?? []]));
}

function readAuthProvider(node: ConfigNode | undefined): KubeAuthProvider | undefined {
  if (node === undefined) return undefined;
  const name = node.string('name');
  if (name === undefined) throw node.error('name', 'is missing: set it to the name of the provider, such as oidc');
  const config = node.object('config');
  const values = Object.keys(config?.value ?? {}).map((key): [string, string] => [key, config?.string(key) ?? '']);
  return redacted({ name, config: Object.fromEntries(values) });
}

function readExec(node: ConfigNode | undefined, folder: string): KubeUser['exec'] {
  if (node === undefined) return undefined;
  const command = node.string('command') ?? '';
  return redacted({
    // A name without a folder is looked up in PATH. Other paths are relative to the kubeconfig.
    command: /[/\\]/.test(command) ? path.resolve(folder, command) : command,
    apiVersion: node.string('apiVersion'),
    args: node.strings('args'),
    env: node.objects('env').map((entry) => {
      const name = entry.string('name');
      if (name === undefined) throw entry.error('name', 'is missing');
      return { name, value: entry.string('value') ?? '' };
    }),
    // The hint is printed on terminals, so remove escape codes.
    installHint: node.string('installHint')?.replace(/[^\P{Cc}\n\t]/gu, ''),
    provideClusterInfo: node.boolean('provideClusterInfo'),
    interactiveMode: node.string('interactiveMode'),
  });
}

function inFolder(folder: string, file: string | undefined): string | undefined {
  return file === undefined ? undefined : path.resolve(folder, file);
}

function base64(node: ConfigNode, key: string): Uint8Array | undefined {
  const text = node.string(key)?.replace(/\s/g, '');
  if (text === undefined) return undefined;
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) throw node.error(key, 'is not base64');
  return Buffer.from(text, 'base64');
}
