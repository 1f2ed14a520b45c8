import fc from 'fast-check';
import {
  applyStrategicMergePatch,
  createThreeWayMergePatch,
  createTwoWayMergePatch,
  requireKeyUnchanged,
  requireMetadataKeyUnchanged,
  StrategicMergePatchError,
} from 'kube-client-runtime/patch';
import { podResource } from '../../examples/pod-watcher/generated/core/v1/index.js';
import { statefulSetResource } from '../../examples/rediscluster/generated/apps/v1/index.js';
import { deepEqual, isObject, type JsonObject, type JsonValue } from '../../testing/src/json/json.js';
import { patchMetaOf } from '../../testing/src/structure/structure.js';
import { builtInObject, kinds, mergeKeys, schemaOf, variantsOf, type Kind } from './support/built-in-objects.js';
import { property, valueOf } from './support/property.js';

/** Returns the patch metadata of a kind: from the generator for kinds of the examples, else from the embedded server. */
function metaOf(kind: Kind): ReturnType<typeof patchMetaOf> {
  if (kind.kind === 'Pod') return podResource.patchMeta ?? {};
  if (kind.kind === 'StatefulSet') return statefulSetResource.patchMeta ?? {};
  return patchMetaOf(schemaOf(kind));
}

interface Case {
  readonly kind: Kind;
  readonly objects: readonly JsonObject[];
}

function casesOf(count: number): fc.Arbitrary<Case> {
  return fc.oneof(
    ...kinds.map((kind) => variantsOf(builtInObject(kind, mergeKeys), count).map((objects) => ({ kind, objects }))),
  );
}

const empty: JsonObject = {};

/**
 * Cases without the known false changes of client-go. Its conflicts always include maps that are replaced completely, and
 * unsorted sets of scalars.
 */
function calmCasesOf(count: number): fc.Arbitrary<Case> {
  return casesOf(count).map(({ kind, objects }) => ({
    kind,
    objects: objects.map((object, index) => {
      const { spec } = object;
      const isReplaced = kind.kind === 'PodDisruptionBudget' && isObject(spec) && spec['selector'] !== undefined;
      const own = isReplaced ? { ...object, spec: { ...spec, selector: { matchLabels: { index: `${index}` } } } } : object;
      return withSortedSets(own);
    }),
  }));
}

function withSortedSets<T extends JsonValue>(value: T): T;
function withSortedSets(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((item) => withSortedSets(item));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, below]): [string, JsonValue | undefined] => {
    const isSet = (key === 'finalizers' || key === 'podCIDRs') && Array.isArray(below);
    return [key, isSet ? [...below].sort() : below === undefined ? undefined : withSortedSets(below)];
  });
  return Object.fromEntries(entries);
}

property("the patch from one object to another is client-go's", calmCasesOf(1), [], async ({ kind, objects }, ask) => {
  const [original = empty, modified = empty] = objects;
  const { patch } = valueOf(await ask('patch.twoWay', { ...kind, original, modified })) as { patch: JsonObject };
  expect(createTwoWayMergePatch(original, modified, metaOf(kind))).toEqual(patch);
});

property(
  'applied to the one object, here or by the server, the patch makes the other',
  casesOf(1),
  [],
  async ({ kind, objects }, ask) => {
    const [original = empty, modified = empty] = objects;
    const patch = createTwoWayMergePatch(original, modified, metaOf(kind));
    expect(applyStrategicMergePatch(original, patch, metaOf(kind))).toEqual(modified);
    expect(valueOf(await ask('patch.strategic', { ...kind, document: original, patch }))).toEqual(modified);
    if (deepEqual(original, modified)) expect(patch).toEqual({});
  },
);

/** Returns the patch, or the reason why it cannot be sent. */
function outcomeOf(make: () => Record<string, unknown>): unknown {
  try {
    return { patch: make() };
  } catch (error) {
    if (!(error instanceof StrategicMergePatchError)) throw error;
    return error.fault === 'conflict' ? { conflict: true } : { refused: 'precondition' };
  }
}

property(
  "the patch of a configuration on an object that others changed is client-go's, and so are its conflicts",
  fc.record({ made: calmCasesOf(2), overwrite: fc.boolean() }),
  [],
  async ({ made: { kind, objects }, overwrite }, ask) => {
    const [original = empty, modified = empty, current = empty] = objects;
    const ours = outcomeOf(() => createThreeWayMergePatch(original, modified, current, metaOf(kind), { overwrite }));
    const answer = await ask('patch.threeWay', { ...kind, original, modified, current, overwrite });
    // If both configurations remove items of a set, or both have an empty list, client-go fails to find the type of the items.
    // The order of Go's maps, which is random, decides if it reports a conflict first.
    if ('error' in answer && /deleteFromPrimitiveList|no elements in any of the given slices/.test(answer.error)) return;
    const theirs = valueOf(answer) as JsonObject;
    expect(ours).toEqual(theirs);
  },
);

property(
  "preconditions fail where client-go's do",
  fc.record({ made: calmCasesOf(2), key: fc.constantFrom('name', 'labels', 'metadata', 'kind', 'spec', 'finalizers') }),
  [],
  async ({ made: { kind, objects }, key }, ask) => {
    const [original = empty, modified = empty, current = empty] = objects;
    const meta = metaOf(kind);
    const twoWay = outcomeOf(() =>
      createTwoWayMergePatch(original, modified, meta, { preconditions: [requireMetadataKeyUnchanged(key)] }),
    );
    const threeWay = outcomeOf(() =>
      createThreeWayMergePatch(original, modified, current, meta, { overwrite: true, preconditions: [requireKeyUnchanged(key)] }),
    );
    const theirs = await Promise.all([
      ask('patch.twoWay', { ...kind, original, modified, unchanged: [key] }),
      ask('patch.threeWay', { ...kind, original, modified, current, overwrite: true, unchanged: [key] }),
    ]);
    const refused = (outcome: unknown): unknown => isObject(outcome as JsonValue) && (outcome as JsonObject)['refused'];
    expect([refused(twoWay), refused(threeWay)]).toEqual(theirs.map((answer) => refused(valueOf(answer))));
  },
);
