import { stateOf, type Stored } from './ledger.js';

/** A view of a program on the objects of a kind: its name, and the objects that it returns. */
export type View = readonly [name: string, objects: readonly Stored[]];

/** Returns each difference between a view and the objects of the server, one sentence each. */
export function differencesOf(server: ReadonlyMap<string, Stored>, views: readonly View[]): string[] {
  return views.flatMap(([view, objects]) => {
    const seen = new Map<string, Stored>();
    const differences: string[] = [];
    for (const object of objects) {
      const { name } = object.metadata;
      if (seen.has(name)) differences.push(`${view} has ${name} twice`);
      seen.set(name, object);
      const wanted = server.get(name);
      if (wanted === undefined) differences.push(`${view} has ${show(object)}, which the server does not have`);
      else if (stateOf(object) !== stateOf(wanted)) differences.push(`${view} has ${show(object)}, the server ${show(wanted)}`);
      else if (!hasSameContent(object, wanted)) differences.push(`${view} has other content for ${show(object)}`);
    }
    for (const object of server.values()) {
      if (!seen.has(object.metadata.name)) differences.push(`${view} lacks ${show(object)}`);
    }
    return differences;
  });
}

export const byName = (objects: readonly Stored[]): Map<string, Stored> =>
  new Map(objects.map((object) => [object.metadata.name, object]));

export const show = ({ metadata }: Stored): string => `${metadata.name} at ${metadata.resourceVersion}`;

/** The last object that equalled an object. Views are compared after each fault, and objects never change. */
const equals = new WeakMap<Stored, Stored>();

function hasSameContent(one: Stored, other: Stored): boolean {
  if (equals.get(one) === other) return true;
  const isSame = canonicalOf(one) === canonicalOf(other);
  if (isSame) equals.set(one, other);
  return isSame;
}

/** Returns the content of an object as text, without what caches leave out and with its fields in order. */
function canonicalOf(object: Stored): string {
  const { managedFields: _managedFields, ...metadata } = object.metadata;
  return JSON.stringify({ ...object, metadata }, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
