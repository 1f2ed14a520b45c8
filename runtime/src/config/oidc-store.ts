import { open, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { OIDCTokens, OIDCTokenStore } from '../rest/index.js';
import { isPlainObject } from '../util/index.js';
import { decodeText, parseKubeYAML, YAMLTextError } from '../util/kube-yaml.js';

/** Keeps the tokens of a kubeconfig's user in that file, where kubectl keeps them, too. */
export function newKubeConfigTokenStore(file: string, user: string): OIDCTokenStore {
  return {
    async load() {
      const { settings } = await read(file, user);
      return settings && { idToken: textOf(settings['id-token']), refreshToken: textOf(settings['refresh-token']) };
    },
    async save(tokens) {
      // A link stays one: what it leads to is replaced.
      const target = await realpath(file);
      await withLock(target, async () => {
        const { text, document, settings } = await read(target, user);
        if (settings === undefined) throw new Error(`${file}: user ${JSON.stringify(user)} has no auth-provider any more`);
        await replaceFile(target, await withTokens(text, document, settings, tokens));
      });
    },
  };
}

interface Content {
  readonly text: string;
  readonly document: unknown;
  /** The user's `auth-provider.config` in the document; undefined where the user has none. */
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
    // A file that is no YAML has no tokens; `loadConfig` reports its fault.
    if (error instanceof YAMLTextError) return undefined;
    throw error;
  }
}

/**
 * The text of the file with other tokens. Each stands in place of the one before it where that can be done, so that all the rest
 * stays as somebody wrote it, comments too; the document is printed anew where it cannot.
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

/** The lock of kubectl: a file beside the file, of which there can be one. */
async function withLock(file: string, work: () => Promise<void>): Promise<void> {
  const lock = `${file}.lock`;
  await (await open(lock, 'wx')).close();
  try {
    await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** Nobody reads half a file, and nobody reads it who could not before. */
async function replaceFile(file: string, text: string): Promise<void> {
  const { mode } = await stat(file);
  const fresh = `${file}.${process.pid}`;
  try {
    await writeFile(fresh, text, { mode: mode & 0o777 });
    await rename(fresh, file);
  } finally {
    await rm(fresh, { force: true });
  }
}
