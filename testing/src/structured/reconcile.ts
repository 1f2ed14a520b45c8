import { difference, emptySet, insert, isEmpty, union, type FieldSet } from './field-set.js';
import type { Path, PathElement } from './path-element.js';
import type { Atom, TypeRef } from './schema-type.js';

/**
 * Adapts a set to a changed type. The owner of a field in a value that became atomic owns the complete value. Lists and maps that
 * became granular stay as they are.
 */
export function reconcileWithType(set: FieldSet, type: TypeRef): FieldSet {
  const wholes: Path[] = [];
  walk({ set, type, path: [], owned: false }, wholes);
  if (wholes.length === 0) return set;
  const changed = emptySet();
  for (const path of wholes) insert(changed, path);
  return union(difference(set, changed, true), changed);
}

interface Node {
  /** The owned fields below the node. */
  readonly set: FieldSet | undefined;
  readonly type: TypeRef;
  readonly path: Path;
  /** Whether the node is owned as a whole, and nothing below it. */
  readonly owned: boolean;
}

function walk({ set, type, path, owned }: Node, wholes: Path[]): void {
  const { map, scalar, list }: Atom = type();
  if (map !== undefined) {
    if (map.deduced) return;
    if (!owned && map.atomic) {
      if (set !== undefined && !isEmpty(set)) wholes.push(path);
      return;
    }
    descend(
      set,
      path,
      (element) => (element.type === 'field' ? map.fields.get(element.name)?.type : undefined) ?? map.element,
      wholes,
    );
  } else if (scalar === undefined && list !== undefined) {
    if (!owned && list.atomic) wholes.push(path);
    else descend(set, path, () => list.element, wholes);
  }
}

function descend(
  set: FieldSet | undefined,
  path: Path,
  typeOf: (element: PathElement) => TypeRef | undefined,
  wholes: Path[],
): void {
  if (set === undefined) return;
  const elements = new Map([...[...set.children].map(([text, { element }]) => [text, element] as const), ...set.members]);
  for (const [text, element] of elements) {
    const type = typeOf(element);
    const below = set.children.get(text)?.set;
    if (type !== undefined)
      walk({ set: below, type, path: [...path, element], owned: set.members.has(text) && below === undefined }, wholes);
  }
}
