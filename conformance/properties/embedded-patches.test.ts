import fc from 'fast-check';
import { StatusError } from 'kube-client-runtime/errors';
import type { PatchMeta } from 'kube-client-runtime/meta';
import { readPatch } from '../../testing/src/handlers/patch.js';
import { type JsonObject, type JsonValue, clone, isObject } from '../../testing/src/json/json.js';
import { type ApiObject, isApiObject } from '../../testing/src/json/object.js';
import { type FieldManagerScope, applyTo, trackUpdate } from '../../testing/src/managed/field-manager.js';
import { patchMetaOf, typeOfSchema } from '../../testing/src/structure/structure.js';
import {
  type Dice,
  type Kind,
  builtInObject,
  diceOf,
  kinds,
  mapKeys,
  mergeKeys,
  schemaOf,
  variantsOf,
} from './support/built-in-objects.js';
import { property, valueOf } from './support/property.js';

/** Returns the document after a patch by the embedded server's handler, or undefined if the handler refuses the patch. */
function applied(contentType: string, document: JsonObject, patch: JsonValue, patchMeta: PatchMeta = {}): JsonObject | undefined {
  const body = Buffer.from(JSON.stringify(patch));
  const request = {
    method: 'PATCH',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'content-type': contentType },
    body,
    signal: new AbortController().signal,
  };
  try {
    return readPatch({ request }, { patchMeta: () => patchMeta })(clone(document));
  } catch (error) {
    if (error instanceof StatusError) return undefined;
    throw error;
  }
}

/**
 * A small pool of keys and values, so that paths and keys often match. It contains inherited names and characters that are
 * escaped.
 */
const key = fc.constantFrom('a', 'b', 'c', 'constructor', 'x/y', '~', '', '0');
const leaf = fc.constantFrom<JsonValue>('s', 't', 0, 1, true, false);
const json = fc.letrec<{ object: JsonObject; value: JsonValue; item: JsonValue }>((tie) => ({
  object: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  item: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('item'), { maxLength: 3 }), tie('object')),
  value: fc.oneof({ maxDepth: 4 }, fc.constant(null), leaf, leaf, fc.array(tie('item'), { maxLength: 3 }), tie('object')),
}));

function pathsOf(value: JsonValue | undefined): string[] {
  const entries = Array.isArray(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  return entries.flatMap(([name, below]) => {
    const step = `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return [step, ...pathsOf(below).map((path) => step + path)];
  });
}

const steps = ['', '/-', '/-1', '/0', '/+1', '/01', '/a', '/9', '/-9', '/b/c'];

/** Returns a path of a document, or a wrong one. */
function somePath(document: JsonObject, dice: Dice): string {
  const paths = ['', ...pathsOf(document)];
  const path = paths[dice(paths.length)] ?? '';
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  return dice(3) > 0 ? path : (dice(2) > 0 ? parent : path) + (steps[dice(steps.length)] ?? '');
}

const jsonPatches = fc
  .record({ document: json.object, values: fc.array(json.value, { maxLength: 4 }), seed: fc.nat(0xffff) })
  .map(({ document, values, seed }) => {
    const dice = diceOf(seed);
    const patch = values.map((value): JsonObject => {
      const op = ['add', 'remove', 'replace', 'test', 'move', 'copy', 'add', 'replace'][dice(8)] ?? 'add';
      const path = somePath(document, dice);
      // Go panics in operations that follow a replaced or tested document of another type.
      const needs = path === '' && (op === 'replace' || op === 'test') ? {} : { value };
      return {
        op,
        path: path === '' && needs.value === undefined ? '/a' : path,
        from: somePath(document, dice),
        value,
        ...needs,
      };
    });
    return { document, patch };
  });

property(
  'a JSON patch makes of a document what the API server makes of it',
  jsonPatches,
  [],
  async ({ document, patch }, ask) => {
    const answer = await ask('patch.json', { document, patch });
    // Go panics when it compares a list with a null, so there is no expected result.
    if ('panic' in answer) return;
    const ours = applied('application/json-patch+json', document, patch);
    expect(ours).toEqual('value' in answer ? answer.value : undefined);
  },
);

const mergePatches = fc.record({ document: json.object, patch: json.object });

property(
  'a merge patch makes of a document what the API server makes of it',
  mergePatches,
  [],
  async ({ document, patch }, ask) => {
    const answer = await ask('patch.merge', { document, patch });
    expect(applied('application/merge-patch+json', document, patch)).toEqual('value' in answer ? answer.value : undefined);
  },
);

/** Returns a patch from an object with random directives, which may be invalid. */
function directed(value: JsonObject, document: JsonValue | undefined, dice: Dice): JsonObject {
  const patch: JsonObject = {};
  const before = isObject(document) ? document : {};
  for (const [name, below] of Object.entries(value)) {
    const old = before[name];
    if (below === undefined || dice(4) === 0) continue;
    if (dice(12) === 0) patch[name] = null;
    else if (isObject(below)) patch[name] = directed(below, old, dice);
    else if (Array.isArray(below)) directList(patch, name, below, old, dice);
    else patch[name] = below;
  }
  const cast = dice(40);
  if (cast === 0) patch['$patch'] = 'replace';
  if (cast === 1) patch['$patch'] = 'delete';
  if (cast === 2) patch['$patch'] = dice(2) === 0 ? 'merge' : 'x';
  if (cast < 6 && cast > 2)
    patch['$retainKeys'] = [...Object.keys(patch), ...Object.keys(before).slice(1)].filter((name) => !name.startsWith('$'));
  return patch;
}

function directList(patch: JsonObject, name: string, list: readonly JsonValue[], old: JsonValue | undefined, dice: Dice): void {
  const before = Array.isArray(old) ? old : [];
  const items = list.map((item): JsonValue => {
    if (!isObject(item)) return item;
    const cast = dice(12);
    if (cast === 0) return { ...item, $patch: 'delete' };
    if (cast === 1) return { $patch: 'replace' };
    return dice(3) === 0
      ? item
      : directed(
          item,
          before.find((other) => isObject(other) && other['name'] === item['name']),
          dice,
        );
  });
  if (dice(4) > 0) patch[name] = items;
  const isOfScalars = ![...list, ...before].some((item) => typeof item === 'object');
  if (isOfScalars && dice(3) === 0) {
    // Go's result for a value that a patch both sets and removes is random.
    patch[`$deleteFromPrimitiveList/${name}`] = before.filter((item) => !list.includes(item));
  }
  if (dice(5) > 0) return;
  const order = dice(2) === 0 ? [...list, ...before] : [...before].reverse();
  patch[`$setElementOrder/${name}`] = isOfScalars ? order : order.map((item) => (isObject(item) ? keysOf(item) : item));
}

/** Returns the merge keys of an item that are set. */
function keysOf(item: JsonObject): JsonObject {
  const keys = ['name', 'containerPort', 'mountPath', 'devicePath', 'ip', 'topologyKey', 'uid', 'type', 'port', 'address'];
  return Object.fromEntries(keys.filter((name) => Object.hasOwn(item, name)).map((name) => [name, item[name]]));
}

const strategicPatches = fc.oneof(
  ...kinds.map((kind) =>
    fc.tuple(variantsOf(builtInObject(kind, mergeKeys), 1), fc.nat(0xffff)).map(([[document = {}, other = {}], seed]) => {
      const { apiVersion: _version, kind: _kind, ...fields } = other;
      return { kind, document, patch: directed(fields, document, diceOf(seed)) };
    }),
  ),
);

property(
  'a strategic merge patch makes of an object what the API server makes of it',
  strategicPatches,
  [],
  async ({ kind, document, patch }, ask) => {
    const answer = await ask('patch.strategic', { ...kind, document, patch });
    // Go panics for nulls in lists, and looks for fields of types that are maps of strings.
    if ('panic' in answer || ('error' in answer && /not struct|unable to find api field/.test(answer.error))) return;
    const ours = applied('application/strategic-merge-patch+json', document, patch, patchMetaOf(schemaOf(kind)));
    expect(ours).toEqual('value' in answer ? answer.value : undefined);
  },
);

interface Write {
  readonly do: 'apply' | 'update';
  readonly manager: string;
  readonly force: boolean;
  readonly object: JsonObject;
}

interface Script {
  readonly kind: Kind;
  readonly writes: readonly Write[];
}

const scripts: fc.Arbitrary<Script> = fc.oneof(
  ...kinds.map((kind) =>
    fc
      .tuple(
        variantsOf(builtInObject(kind, mapKeys), 4),
        fc.array(
          fc.record({
            do: fc.constantFrom('apply' as const, 'apply' as const, 'update' as const),
            manager: fc.constantFrom('x', 'y', 'z'),
            force: fc.boolean(),
          }),
          {
            minLength: 1,
            maxLength: 5,
          },
        ),
      )
      .map(([objects, writes]) => ({
        kind,
        writes: writes.map((write, index) => ({ ...write, object: named(kind, objects[index] ?? {}) })),
      })),
  ),
);

/** Returns an object with a name and without the fields that the server sets. */
function named(kind: Kind, object: JsonObject): JsonObject {
  const { metadata, ...rest } = object;
  const { uid: _uid, resourceVersion: _version, ...kept } = isObject(metadata) ? metadata : {};
  return { ...rest, ...kind, metadata: { ...kept, name: 'a' } };
}

function scopeOf(kind: Kind): FieldManagerScope {
  const type = typeOfSchema(schemaOf(kind));
  return {
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    subresource: '',
    typeOf: () => type,
    convert: (object) => object,
    reset: (_apiVersion, set) => set,
    newObject: () => ({ ...kind, metadata: {} }),
    now: () => '2026-01-01T00:00:00Z',
    refuse: (message) => new Error(message),
  };
}

/** Returns an object whose managed fields have no times, in an order that does not depend on them. */
function timeless(object: JsonObject): JsonObject {
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  const { managedFields, ...rest } = metadata;
  if (!Array.isArray(managedFields)) return object;
  const entries = managedFields.filter(isObject).map(({ time: _time, ...entry }) => entry);
  const nameOf = ({ manager, operation }: JsonObject): string => JSON.stringify([manager, operation]);
  entries.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  return { ...object, metadata: { ...rest, managedFields: entries } };
}

function play({ kind, writes }: Script): JsonObject[] {
  const scope = scopeOf(kind);
  let live: ApiObject | undefined;
  return writes.map((write): JsonObject => {
    try {
      const given = clone(write.object);
      if (!isApiObject(given)) throw new Error('the written value is not an object');
      let next = given;
      if (write.do === 'apply') {
        next = applyTo(scope, live && clone(live), given, write.manager, write.force);
      } else {
        if (live !== undefined) next.metadata.uid = 'uid';
        trackUpdate(scope, live && clone(live), next, write.manager);
      }
      next.metadata.uid = 'uid';
      live = next;
      return { object: timeless(next) };
    } catch (error) {
      return { refused: error instanceof Error ? error.message : String(error) };
    }
  });
}

property(
  'objects that are applied and updated come out, with who owns what of them, as by the API server',
  scripts,
  [],
  async (script, ask) => {
    const answer = await ask('managed.script', { ...script.kind, writes: script.writes });
    const theirs = valueOf(answer) as { object?: JsonObject; refused?: string }[];
    expect(play(script)).toEqual(
      theirs.map(({ object, refused }) => (object === undefined ? { refused } : { object: timeless(object) })),
    );
  },
);
