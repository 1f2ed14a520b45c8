import path from 'node:path';
import { decodeText, parseKubeYAML, YAMLTextError } from '../util/kube-yaml.js';
import { redacted } from '../util/redaction.js';
import { newPart, type Part } from './document.js';
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
  const document = newPart(await parseDocument(text, file), file);
  const kind = document.string('kind');
  if (kind !== undefined && kind !== 'Config') throw document.fault('kind', 'must be Config: is this a kubeconfig?');
  const version = document.string('apiVersion');
  if (version !== undefined && version !== 'v1') throw document.fault('apiVersion', 'must be v1, the only version');
  const folder = path.dirname(path.resolve(file));
  return {
    currentContext: document.string('current-context'),
    contexts: named(document, 'contexts', 'context', readContext),
    clusters: named(document, 'clusters', 'cluster', (part) => readCluster(part, folder, file)),
    users: named(document, 'users', 'user', (part) => readUser(part, folder, file)),
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
function named<T>(document: Part, key: string, content: string, read: (part: Part) => T): Map<string, T> {
  const found = new Map<string, T>();
  for (const entry of document.parts(key)) {
    const name = entry.string('name');
    const value = read(entry.part(content) ?? newPart({}, ''));
    if (name === undefined) continue;
    if (found.has(name)) throw entry.fault('name', `${JSON.stringify(name)} is already in ${key}: rename or remove one`);
    found.set(name, value);
  }
  return found;
}

function readContext(part: Part): KubeContext {
  return { cluster: part.string('cluster') ?? '', user: part.string('user') ?? '', namespace: part.string('namespace') };
}

function readCluster(part: Part, folder: string, origin: string): KubeCluster {
  const extension = part.parts('extensions').find((entry) => entry.string('name') === execExtensionName);
  return redacted({
    origin,
    server: part.string('server'),
    tlsServerName: part.string('tls-server-name'),
    insecureSkipTLSVerify: part.boolean('insecure-skip-tls-verify'),
    certificateAuthority: inFolder(folder, part.string('certificate-authority')),
    certificateAuthorityData: base64(part, 'certificate-authority-data'),
    proxyUrl: part.string('proxy-url'),
    disableCompression: part.boolean('disable-compression'),
    execExtension: extension?.value['extension'],
  });
}

function readUser(part: Part, folder: string, origin: string): KubeUser {
  return redacted({
    origin,
    clientCertificate: inFolder(folder, part.string('client-certificate')),
    clientCertificateData: base64(part, 'client-certificate-data'),
    clientKey: inFolder(folder, part.string('client-key')),
    clientKeyData: base64(part, 'client-key-data'),
    token: part.string('token'),
    tokenFile: inFolder(folder, part.string('tokenFile')),
    as: part.string('as'),
    asUid: part.string('as-uid'),
    asGroups: part.strings('as-groups'),
    asUserExtra: readExtra(part.part('as-user-extra')),
    username: part.string('username'),
    password: part.string('password'),
    authProvider: readAuthProvider(part.part('auth-provider')),
    exec: readExec(part.part('exec'), folder),
  });
}

function readExtra(part: Part | undefined): Record<string, string[]> | undefined {
  if (part === undefined) return undefined;
  return Object.fromEntries(Object.keys(part.value).map((key) => [key, part.strings(key) ?? []]));
}

function readAuthProvider(part: Part | undefined): KubeAuthProvider | undefined {
  if (part === undefined) return undefined;
  const name = part.string('name');
  if (name === undefined) throw part.fault('name', 'is missing: set it to the name of the provider, such as oidc');
  const config = part.part('config');
  const values = Object.keys(config?.value ?? {}).map((key): [string, string] => [key, config?.string(key) ?? '']);
  return redacted({ name, config: Object.fromEntries(values) });
}

function readExec(part: Part | undefined, folder: string): KubeUser['exec'] {
  if (part === undefined) return undefined;
  const command = part.string('command') ?? '';
  return redacted({
    // A name without a folder is looked up in PATH. Other paths are relative to the kubeconfig.
    command: /[/\\]/.test(command) ? path.resolve(folder, command) : command,
    apiVersion: part.string('apiVersion'),
    args: part.strings('args'),
    env: part.parts('env').map((entry) => {
      const name = entry.string('name');
      if (name === undefined) throw entry.fault('name', 'is missing');
      return { name, value: entry.string('value') ?? '' };
    }),
    // The hint is printed on terminals, so remove escape codes.
    installHint: part.string('installHint')?.replace(/[^\P{Cc}\n\t]/gu, ''),
    provideClusterInfo: part.boolean('provideClusterInfo'),
    interactiveMode: part.string('interactiveMode'),
  });
}

function inFolder(folder: string, file: string | undefined): string | undefined {
  return file === undefined ? undefined : path.resolve(folder, file);
}

function base64(part: Part, key: string): Uint8Array | undefined {
  const text = part.string(key)?.replace(/\s/g, '');
  if (text === undefined) return undefined;
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) throw part.fault(key, 'is not base64');
  return Buffer.from(text, 'base64');
}
