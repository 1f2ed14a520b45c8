import type { NamedType, Schema, TypeName } from '../model/index.js';

/** Returns the types to which a schema refers directly. */
export function* referencesOf(schema: Schema): Generator<TypeName> {
  switch (schema.kind) {
    case 'reference':
      yield schema.type;
      return;
    case 'array':
      yield* referencesOf(schema.items);
      return;
    case 'map':
      yield* referencesOf(schema.values);
      return;
    case 'nullable':
      yield* referencesOf(schema.of);
      return;
    case 'union':
    case 'intersection':
      for (const part of schema.of) yield* referencesOf(part);
      return;
    default:
  }
}

/** Returns the types to which a type refers directly. */
export function* referencesOfType(type: NamedType): Generator<TypeName> {
  if (type.kind === 'alias') {
    yield* referencesOf(type.of);
    return;
  }
  for (const property of type.properties) yield* referencesOf(property.schema);
  if (type.open) yield* referencesOf(type.open);
}
