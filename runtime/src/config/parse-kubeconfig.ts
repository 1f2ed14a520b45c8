import path from 'node:path';
import { redacted } from '../rest/redaction.js';
import { decodeText, parseKubeYAML, YAMLTextError } from '../util/kube-yaml.js';
import { newPart, type Part } from './document.js';
import type { KubeAuthProvider, KubeCluster, KubeConfig, KubeContext, KubeUser } from './kubeconfig.js';

const execExtensionName = 'client.authentication.k8s.io/exec';

/**
 * Parses a kubeconfig: YAML or JSON, as text or as bytes in UTF-8 or, with a byte order mark, UTF-16. Relative paths are relative to the
 * folder of `file`. As in kubectl, unknown fields and all documents but the first are ignored, and the last of repeated keys counts.
 * Rejects with the file, the place and the fault, and never with the content.
 */
export async function parseKubeConfig(content: string | Uint8Array, file: string): Promise<KubeConfig> {
  const text = typeof content === 'string' ? content : decodeText(content);
  const document = newPart(await parseDocument(text, file), file);
  const kind = document.string('kind');
  if (kind !== undefined && kind !== 'Config') throw document.fault('kind', 'must be Config: is this a kubeconfig?');
  const version = document.string('apiVersion');
  if (version !== undefined && version !== 'v1') throw document.fault('apiVersion', 'must be v1, the one there is');
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
 * Returns the entries of a list by their names. Throws if two have the same name: nobody could say which of them is meant.
 * Entries without a name cannot be referred to, and are left out.
 */
function named<T>(document: Part, key: string, content: string, read: (part: Part) => T): Map<string, T> {
  const found = new Map<string, T>();
  for (const entry of document.parts(key)) {
    const name = entry.string('name');
    const value = read(entry.part(content) ?? newPart({}, ''));
    if (name === undefined) continue;
    if (found.has(name)) throw entry.fault('name', `${JSON.stringify(name)} stands in ${key} already: rename or remove one`);
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
  if (name === undefined) throw part.fault('name', 'is missing: it says which provider this is, such as oidc');
  const config = part.part('config');
  const values = Object.keys(config?.value ?? {}).map((key): [string, string] => [key, config?.string(key) ?? '']);
  return redacted({ name, config: Object.fromEntries(values) });
}

function readExec(part: Part | undefined, folder: string): KubeUser['exec'] {
  if (part === undefined) return undefined;
  const command = part.string('command') ?? '';
  return redacted({
    // A name without a folder is looked up in PATH; anything else belongs to the file.
    command: /[/\\]/.test(command) ? path.resolve(folder, command) : command,
    apiVersion: part.string('apiVersion'),
    args: part.strings('args'),
    env: part.parts('env').map((entry) => {
      const name = entry.string('name');
      if (name === undefined) throw entry.fault('name', 'is missing');
      return { name, value: entry.string('value') ?? '' };
    }),
    // It is shown on terminals, which its escape codes could take over.
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
