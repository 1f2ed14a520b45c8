import { open, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { OIDCTokens, OIDCTokenStore } from '../rest/index.js';
import { isPlainObject } from '../util/index.js';
import { decodeText, parseKubeYAML, YAMLTextError } from '../util/kube-yaml.js';

/** Creates a store that keeps a user's tokens in the kubeconfig, as kubectl does. */
export function newKubeConfigTokenStore(file: string, user: string): OIDCTokenStore {
  return {
    async load() {
      const { settings } = await read(file, user);
      return settings && { idToken: textOf(settings['id-token']), refreshToken: textOf(settings['refresh-token']) };
    },
    async save(tokens) {
      // Keep a symbolic link, and replace its target.
      const target = await realpath(file);
      await withLock(target, async () => {
        const { text, document, settings } = await read(target, user);
        if (settings === undefined) throw new Error(`${file}: user ${JSON.stringify(user)} no longer has an auth-provider`);
        await replaceFile(target, await withTokens(text, document, settings, tokens));
      });
    },
  };
}

/** The content of a kubeconfig. */
interface Content {
  /** The text of the file. */
  readonly text: string;
  /** The parsed text. */
  readonly document: unknown;
  /** The user's `auth-provider.config` in the document, or undefined if the user has no such settings. */
  readonly settings: Record<string, unknown> | undefined;
}

async function read(file: string, user: string): Promise<Content> {
  const text = decodeText(await readFile(file));
  const document = await parse(text);
  const users = isPlainObject(document) ? document['users'] : undefined;
  const entry: unknown = Array.isArray(users) ? users.find((item) => isPlainObject(item) && item['name'] === user) : undefined;
  const provider = below(below(entry, 'user'), 'auth-provider');
  const settings = below(provider, 'config');
  return { text, document, settings: isPlainObject(settings) ? settings : undefined };
}

function below(value: unknown, key: string): unknown {
  return isPlainObject(value) ? value[key] : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

async function parse(text: string): Promise<unknown> {
  try {
    return await parseKubeYAML(text);
  } catch (error) {
    // A file that is not YAML has no tokens. `loadConfig` reports the problem.
    if (error instanceof YAMLTextError) return undefined;
    throw error;
  }
}

/**
 * Returns the text of the file with new tokens. Replaces the old tokens in the text if possible, to keep its comments and
 * formatting. Otherwise, prints the document.
 */
async function withTokens(
  text: string,
  document: unknown,
  settings: Record<string, unknown>,
  { idToken, refreshToken }: OIDCTokens,
): Promise<string> {
  let edited = text;
  for (const [key, value] of [
    ['id-token', idToken],
    ['refresh-token', refreshToken],
  ] as const) {
    if (value === undefined) continue;
    const before = textOf(settings[key]);
    if (before !== undefined) edited = edited.split(before).join(value);
    settings[key] = value;
  }
  if (isDeepStrictEqual(await parse(edited), document)) return edited;
  const { dump } = await import('js-yaml');
  return text.trimStart().startsWith('{') ? `${JSON.stringify(document, undefined, 2)}\n` : dump(document);
}

/** Runs the work while it holds kubectl's lock: a file next to the kubeconfig, which only one process can create. */
async function withLock(file: string, work: () => Promise<void>): Promise<void> {
  const lock = `${file}.lock`;
  await (await open(lock, 'wx')).close();
  try {
    await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** Replaces a file atomically, and keeps its mode. */
async function replaceFile(file: string, text: string): Promise<void> {
  const { mode } = await stat(file);
  const temporary = `${file}.${process.pid}`;
  try {
    await writeFile(temporary, text, { mode: mode & 0o777 });
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}
