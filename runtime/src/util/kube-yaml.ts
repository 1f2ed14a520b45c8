/**
 * Parses YAML as Kubernetes' own tools do (`sigs.k8s.io/yaml`, YAML 1.1). Used for kubeconfigs and for the output of credential
 * plugins. Errors never quote the text, which may hold credentials.
 */

import type * as JSYAML from 'js-yaml';

/** Returns bytes as text: as UTF-16 if they begin with that byte order mark, else as UTF-8. Removes the mark. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** An error of a text that is not valid YAML. The message has the line and the reason, but not the text. */
export class YAMLTextError extends Error {
  override readonly name = 'YAMLTextError';
}

/**
 * Returns the value of the first document of a text, or null if there is no document. Does not parse what follows the first
 * document.
 *
 * The last of repeated keys counts. A merge key (`<<`) replaces the keys before it. `yes` and `on` are booleans; times and single
 * letters are strings.
 *
 * Throws a YAMLTextError if the text is not valid YAML.
 */
export async function parseKubeYAML(text: string): Promise<unknown> {
  const document = firstDocument(text.replace(/^\uFEFF/, ''));
  if (/^\s*[{[]/.test(document)) {
    try {
      return JSON.parse(document) as unknown;
    } catch {
      // The text may be YAML in flow style. If not, the YAML parser reports the line of the fault.
    }
  }
  return parseYAML(document);
}

/**
 * Returns the text up to the marker that ends its first document. A marker stands at the beginning of a line, where no value can
 * contain it.
 */
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
  // The parser rejects a text that has only comments.
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
      // Kubernetes' parser accepts such lines in quoted values and in flow style. There, more white space has no meaning.
      text = `${text.slice(0, lineStart)}${deep}${text.slice(lineStart)}`;
      last = lineStart;
    }
  }
}

/** An indentation deeper than in any kubeconfig. */
const deep = ' '.repeat(200);

/**
 * Creates an error without the parser's message, which quotes the lines around the fault. Its reason may also quote a value, such
 * as a token that begins with `*` or `!`.
 */
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
      // Kubernetes' parser does not know numbers of base 60.
      const older = source.includes(':') ? NOT_RESOLVED : intYaml11Tag.resolve(source, isExplicit, tagName);
      return older === NOT_RESOLVED ? intCoreTag.resolve(source, isExplicit, tagName) : older;
    },
  };
  const binary = defineScalarTag('tag:yaml.org,2002:binary', {
    resolve: (source) => Buffer.from(source, 'base64').toString('utf8'),
    identify: () => false,
  });
  // A value with an unknown tag is a string.
  const unknown = defineScalarTag('!', { matchByTagPrefix: true, resolve: (source) => source, identify: () => false });
  return CORE_SCHEMA.withTags(bool, int, binary, unknown, mergeTag, { ...mapTag, ...lastKeyWins(mapTag.addPair) });
}

const booleans: ReadonlyMap<string, boolean> = /* @__PURE__ */ new Map([
  ...['yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
]);

type AddPair<Carrier> = (carrier: Carrier, key: unknown, value: unknown) => string;

/**
 * Returns the handling of repeated keys in a mapping: a later key replaces an earlier one. Within one list of merged mappings,
 * the first one counts.
 *
 * The parser calls `has` only before it adds a merged key.
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
