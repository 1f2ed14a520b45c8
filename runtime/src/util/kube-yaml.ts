import type * as JSYAML from 'js-yaml';

/**
 * YAML as Kubernetes' own tools read it (`sigs.k8s.io/yaml`), which is by version 1.1 of the language. Used for kubeconfigs and for what
 * credential plugins print. Errors never quote the text, which may hold credentials.
 */

/** Returns the text of a file or an output: UTF-16 if it begins with that byte order mark, else UTF-8. The mark itself is left out. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** An error of a text that is no YAML. Its message says where and why, without the text. */
export class YAMLTextError extends Error {
  override readonly name = 'YAMLTextError';
}

/**
 * Returns the value of the first document of a text; null if there is none. What follows the first document is not looked at.
 * The last of repeated keys counts. A merge key (`<<`) replaces what stands before it. `yes` and `on` are booleans, times and single
 * letters are strings.
 * Throws a YAMLTextError.
 */
export async function parseKubeYAML(text: string): Promise<unknown> {
  const document = firstDocument(text.replace(/^\uFEFF/, ''));
  if (/^\s*[{[]/.test(document)) {
    try {
      return JSON.parse(document) as unknown;
    } catch {
      // It may still be YAML in flow style. Otherwise the YAML parser says where it is wrong.
    }
  }
  return parseYAML(document);
}

/** Returns the text up to the marker that ends its first document. Markers begin a line, so that no value contains one. */
function firstDocument(text: string): string {
  const marker = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  for (const { index, 0: found } of text.matchAll(marker)) {
    // Before the first content, `---` begins the document.
    const isBegin = found === '---' && /^(?:[ \t]*(?:#.*)?\r?\n|%.*\r?\n)*$/.test(text.slice(0, index));
    if (!isBegin) return text.slice(0, index);
  }
  return text;
}

async function parseYAML(document: string): Promise<unknown> {
  // The parser takes nothing but comments for a fault.
  if (/^\s*(?:(?:#.*|---[ \t]*(?:#.*)?)\s*)*$/.test(document)) return null;
  const yaml = await import('js-yaml');
  const schema = kubeSchema(yaml);
  let text = document;
  for (let last = -1; ;) {
    try {
      return yaml.load(text, { schema, json: true }) ?? null;
    } catch (error) {
      if (!(error instanceof yaml.YAMLException)) throw error;
      const mark: { line: number; position: number } | undefined = error.mark;
      const lineStart = mark === undefined ? -1 : text.lastIndexOf('\n', mark.position - 1) + 1;
      if (error.reason !== 'deficient indentation' || lineStart <= last) throw faultOf(error.reason, mark?.line);
      // The parser of Kubernetes takes such lines of quoted values and of flow style. More white space there has no meaning.
      text = `${text.slice(0, lineStart)}${deep}${text.slice(lineStart)}`;
      last = lineStart;
    }
  }
}

/** More than any kubeconfig is indented. */
const deep = ' '.repeat(200);

/** The parser's message quotes the lines around the fault, and its reason may quote a value: a token that begins with `*` or `!`. */
function faultOf(reason: string, line: number | undefined): YAMLTextError {
  const words = /^[A-Za-z- ]*/.exec(reason)?.[0].trim();
  const place = line === undefined ? '' : ` at line ${line + 1}`;
  return new YAMLTextError(`not valid YAML${place}: ${words === undefined || words === '' ? 'it cannot be parsed' : words}`);
}

function kubeSchema(yaml: typeof JSYAML): JSYAML.Schema {
  const { boolCoreTag, CORE_SCHEMA, defineScalarTag, intCoreTag, intYaml11Tag, mapTag, mergeTag, NOT_RESOLVED } = yaml;
  const bool = {
    ...boolCoreTag,
    implicitFirstChars: null,
    resolve: (source: string) => booleans.get(source) ?? NOT_RESOLVED,
  };
  const int = {
    ...intYaml11Tag,
    implicitFirstChars: null,
    resolve(source: string, isExplicit: boolean, tagName: string) {
      // Base 60 does not exist.
      const older = source.includes(':') ? NOT_RESOLVED : intYaml11Tag.resolve(source, isExplicit, tagName);
      return older === NOT_RESOLVED ? intCoreTag.resolve(source, isExplicit, tagName) : older;
    },
  };
  const binary = defineScalarTag('tag:yaml.org,2002:binary', {
    resolve: (source) => Buffer.from(source, 'base64').toString('utf8'),
    identify: () => false,
  });
  // A value with an unknown tag is the text itself.
  const unknown = defineScalarTag('!', { matchByTagPrefix: true, resolve: (source) => source, identify: () => false });
  return CORE_SCHEMA.withTags(bool, int, binary, unknown, mergeTag, { ...mapTag, ...lastKeyWins(mapTag.addPair) });
}

const booleans: ReadonlyMap<string, boolean> = /* @__PURE__ */ new Map([
  ...['yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
]);

type AddPair<Carrier> = (carrier: Carrier, key: unknown, value: unknown) => string;

/**
 * Returns how mappings take keys that they already have. The parser asks `has` before it adds a merged key, and only then: within one
 * list of merged mappings the first counts, and everything else is replaced by what comes later.
 */
function lastKeyWins<Carrier extends object>(
  addPair: AddPair<Carrier>,
): { has: (carrier: Carrier, key: unknown) => boolean; addPair: AddPair<Carrier> } {
  const merged = new WeakMap<Carrier, Set<unknown>>();
  let merging = false;
  return {
    has(carrier, key) {
      if (merged.get(carrier)?.has(key) === true) return true;
      merging = true;
      return false;
    },
    addPair(carrier, key, value) {
      if (!merging) merged.delete(carrier);
      else merged.set(carrier, (merged.get(carrier) ?? new Set()).add(key));
      merging = false;
      return addPair(carrier, key, value);
    },
  };
}
