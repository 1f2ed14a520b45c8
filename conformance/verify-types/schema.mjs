import { missingFromComment } from './comments.mjs';
import { commentOf, bareNode, saysUndefined, ts, propertiesOfType } from './output.mjs';

/**
 * Walks a schema and a type in parallel. The expected type follows from the table "From schema to type" alone. No code of the
 * generator is used, so a mistake there does not repeat here.
 */

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const own = (object, key) => (isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined);
const isIntOrString = (schema) => schema['x-kubernetes-int-or-string'] === true || schema.format === 'int-or-string';
const isOpen = (schema) => schema['x-kubernetes-preserve-unknown-fields'] === true;
const isEmbedded = (schema) => schema['x-kubernetes-embedded-resource'] === true;
const propertiesOf = (schema) => (isObject(schema.properties) ? schema.properties : {});
const hasProperties = (schema) => Object.keys(propertiesOf(schema)).length > 0;

const saysFields = ['properties', 'additionalProperties', 'allOf', 'anyOf', 'oneOf'];
const isEmbeddedMetadata = (name, schema) =>
  name === 'metadata' &&
  schema.type === 'object' &&
  !isOpen(schema) &&
  !isEmbedded(schema) &&
  saysFields.every((one) => schema[one] === undefined);

/** Returns the union that a schema allows: `unknown`, or primitives and literals by name, and schemas of objects and arrays. */
export function expected(schema) {
  const union = { unknown: false, atoms: new Set(), parts: /** @type {any[]} */ ([]) };
  const add = (one) => {
    union.unknown ||= one.unknown;
    for (const atom of one.atoms) union.atoms.add(atom);
    union.parts.push(...one.parts);
  };
  if (schema.nullable === true) union.atoms.add('null');
  const members = Array.isArray(schema.enum) ? schema.enum : [];
  if (members.length > 0 && members.every((member) => !(member instanceof Object))) {
    for (const member of members) union.atoms.add(member === null ? 'null' : `=${JSON.stringify(member)}`);
  } else if (isIntOrString(schema)) {
    union.atoms.add('string').add('number');
  } else if (schema.type === 'string') union.atoms.add('string');
  else if (schema.type === 'integer' || schema.type === 'number') union.atoms.add('number');
  else if (schema.type === 'boolean') union.atoms.add('boolean');
  else if (schema.type === 'array') union.parts.push({ is: 'array', schema });
  else if (isEmbedded(schema)) union.parts.push({ is: 'embedded', schema });
  else if (hasProperties(schema)) union.parts.push({ is: 'object', schema });
  else if (isObject(schema.additionalProperties)) union.parts.push({ is: 'map', schema });
  else if (schema.type === 'object') union.parts.push({ is: 'map', schema: { additionalProperties: {} } });
  else {
    const branches = [schema.oneOf, schema.anyOf].find((list) => Array.isArray(list) && list.length > 0) ?? [];
    const all = branches.map(expected);
    if (all.length > 0 && !all.some((one) => one.unknown)) all.forEach(add);
    else union.unknown = true;
  }
  return reduce(union);
}

/** Simplifies a union as the compiler does: removes literals if the union has their type. */
function reduce(union) {
  if (union.atoms.has('=true') && union.atoms.has('=false')) union.atoms.add('boolean');
  for (const atom of union.atoms) {
    if (atom.startsWith('=') && union.atoms.has(typeof JSON.parse(atom.slice(1)))) union.atoms.delete(atom);
  }
  return union;
}

function actual(type) {
  const union = {
    unknown: false,
    any: false,
    atoms: new Set(),
    parts: /** @type {any[]} */ ([]),
    odd: /** @type {any[]} */ ([]),
  };
  const { TypeFlags } = ts;
  for (const one of type.isUnion() ? type.types : [type]) {
    if (one.flags & TypeFlags.Any) union.any = true;
    else if (one.flags & TypeFlags.Unknown) union.unknown = true;
    else if (one.flags & TypeFlags.Undefined) continue;
    else if (one.flags & TypeFlags.Null) union.atoms.add('null');
    else if (one.flags & TypeFlags.StringLiteral) union.atoms.add(`=${JSON.stringify(one.value)}`);
    else if (one.flags & TypeFlags.NumberLiteral) union.atoms.add(`=${JSON.stringify(one.value)}`);
    else if (one.flags & TypeFlags.BooleanLiteral) union.atoms.add(`=${one.intrinsicName}`);
    else if (one.flags & TypeFlags.String) union.atoms.add('string');
    else if (one.flags & TypeFlags.Number) union.atoms.add('number');
    else if (one.flags & TypeFlags.Boolean) union.atoms.add('boolean');
    else if (one.flags & (TypeFlags.Object | TypeFlags.Intersection)) union.parts.push(one);
    else union.odd.push(one);
  }
  return reduce(union);
}

const list = (atoms) => [...atoms].sort().join(' | ') || 'nothing';

/** Creates a walk through one kind. `form` is `read` or `apply`. Faults are passed to `report(path, what)`. */
export function createWalk({ checker, exports, form, report, count }) {
  const suffix = form === 'apply' ? 'ApplyConfiguration' : '';

  function check(at, schema, type) {
    const want = expected(schema);
    const got = actual(type);
    count();
    if (got.any) return report(at.path, 'is any');
    if (got.odd.length > 0) return report(at.path, `is ${checker.typeToString(type)}`);
    if (want.unknown || got.unknown) {
      if (want.unknown !== got.unknown) {
        report(at.path, `is ${checker.typeToString(type)}, not ${want.unknown ? 'unknown' : describe(want)}`);
      }
      return undefined;
    }
    if (list(want.atoms) !== list(got.atoms)) report(at.path, `is ${list(got.atoms)}, not ${list(want.atoms)}`);
    if (want.parts.length !== got.parts.length) {
      return report(at.path, `is ${checker.typeToString(type)}, not ${describe(want)}`);
    }
    if (want.parts.length === 1) return part(at, want.parts[0], got.parts[0]);
    for (const one of want.parts) {
      const fits = got.parts.some((candidate) => {
        const faults = [];
        const trial = createWalk({ checker, exports, form, report: (...fault) => faults.push(fault), count: () => undefined });
        trial.part({ ...at, node: undefined, unnamed: true }, one, candidate);
        return faults.length === 0;
      });
      if (!fits) report(at.path, `${checker.typeToString(type)} has no member for the ${one.is}`);
    }
    return undefined;
  }

  function describe(want) {
    return [...want.atoms, ...want.parts.map((one) => one.is)].join(' | ');
  }

  function part(at, { is, schema }, type) {
    if (is === 'array') {
      if (!checker.isArrayType(type)) return report(at.path, `is ${checker.typeToString(type)}, not a list`);
      const [element] = checker.getTypeArguments(type);
      const node = at.node && ts.isArrayTypeNode(at.node) ? bareNode(at.node.elementType) : undefined;
      const keys = schema['x-kubernetes-list-type'] === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? []) : [];
      const items = isObject(schema.items) ? schema.items : {};
      return check({ ...at, path: `${at.path}[]`, node, keys }, items, element);
    }
    if (checker.isArrayType(type)) return report(at.path, 'is a list');
    if (is === 'map') {
      const properties = checker.getPropertiesOfType(type);
      if (properties.length > 0) report(at.path, `has properties, as ${properties[0].name}, and ought to be a map`);
      const value = checker.getIndexInfoOfType(type, ts.IndexKind.String)?.type;
      if (value === undefined) return report(at.path, `is ${checker.typeToString(type)}, not a map`);
      const node = at.node && ts.isTypeReferenceNode(at.node) ? bareNode(at.node.typeArguments?.[1]) : undefined;
      return check({ ...at, path: `${at.path}{}`, node, keys: [] }, schema.additionalProperties, value);
    }
    return object(at, schema, type, is === 'embedded');
  }

  function object(above, schema, type, embedded) {
    const at = { ...above, name: numbered(above) };
    const wanted = propertiesOf(schema);
    const index = checker.getIndexInfoOfType(type, ts.IndexKind.String)?.type;
    if (isOpen(schema)) {
      if (index === undefined || !(index.flags & ts.TypeFlags.Unknown)) report(at.path, 'keeps no unknown fields');
    } else if (index !== undefined && !(embedded && !hasProperties(schema))) {
      report(at.path, 'takes any field');
    }
    const found = new Map(propertiesOfType(checker, type).map((one) => [one.name, one]));
    for (const name of found.keys()) {
      const ofEmbedded = embedded && ['apiVersion', 'kind', 'metadata'].includes(name);
      if (!Object.hasOwn(wanted, name) && !ofEmbedded) report(`${at.path}.${name}`, 'is not in the schema');
    }
    if (embedded) {
      for (const name of ['apiVersion', 'kind', 'metadata']) {
        const symbol = found.get(name);
        const flags = symbol === undefined ? 0 : checker.getTypeOfSymbol(symbol).flags;
        if (flags === 0 || flags & ts.TypeFlags.Any) report(`${at.path}.${name}`, 'is missing of an embedded resource');
      }
    }
    if (hasProperties(schema) && !embedded && !at.unnamed) named(at, type);
    for (const name of Object.keys(wanted)) {
      if (at.root && ['apiVersion', 'kind', 'metadata'].includes(name)) continue;
      if (embedded && ['apiVersion', 'kind', 'metadata'].includes(name)) continue;
      property(at, schema, name, found.get(name));
    }
  }

  function property(at, schema, name, symbol) {
    const path = `${at.path}.${name}`;
    if (symbol === undefined) return report(path, 'is missing');
    const value = isObject(propertiesOf(schema)[name]) ? propertiesOf(schema)[name] : {};
    const inRequired = Array.isArray(schema.required) && schema.required.includes(name);
    // A key with a default is not required to identify items.
    const isKey = (at.keys ?? []).includes(name) && inRequired;
    const required = form === 'apply' ? isKey : inRequired;
    const optional = (symbol.flags & ts.SymbolFlags.Optional) !== 0;
    if (required === optional) report(path, required ? 'is optional' : 'is required');
    const declaration = symbol.declarations?.find(ts.isPropertySignature);
    if (declaration === undefined) return report(path, 'is not written down as a property');
    const type = checker.getTypeOfSymbol(symbol);
    const wide = (type.flags & ts.TypeFlags.Unknown) !== 0;
    const says = saysUndefined(declaration.type);
    if (says !== (optional && form === 'read' && !wide)) report(path, says ? 'says undefined' : 'does not say undefined');
    if (isEmbeddedMetadata(name, value)) return metadata(path, type);
    const node = bareNode(declaration.type);
    const unnamed = at.unnamed;
    const here = { path, node, unnamed, name: nameBelow(at, name), keys: [] };
    const comments = [commentOf(declaration), ...typeComments(here, value)].join('\n');
    for (const what of missingFromComment(value, comments)) report(path, `comment lacks ${what}`);
    return check(here, value, type);
  }

  /** Checks the metadata of an embedded object, which CRDs describe as an object without fields. */
  function metadata(path, type) {
    count();
    const labels = checker.getPropertyOfType(checker.getNonNullableType(type), 'labels');
    if (labels === undefined) report(path, `is ${checker.typeToString(type)}, not the metadata of an object`);
    return undefined;
  }

  /**
   * Returns the comment of the type of a path. For the items of a list or map, includes it too, because their constraints have no
   * other place.
   */
  function typeComments(at, schema) {
    const texts = [];
    const symbol = at.name === undefined ? undefined : exports.get(at.name + suffix);
    for (const declaration of symbol?.declarations ?? []) texts.push(commentOf(declaration));
    if (at.node && ts.isTypeReferenceNode(at.node) && isObject(schema)) {
      for (const declaration of checker.getSymbolAtLocation(at.node.typeName)?.declarations ?? []) {
        if (!ts.isImportSpecifier(declaration)) texts.push(commentOf(declaration));
      }
    }
    return texts;
  }

  /** Returns the name of the type of a field, unless another generated declaration of its parent has that name. */
  function nameBelow(above, name) {
    const below = above.name + pascal(name);
    // Every type has an apply configuration. Only kinds have the other declarations.
    const mayClash = name === 'applyConfiguration' || (above.root === true && besides.has(name));
    return mayClash && exports.has(`${below}Value${suffix}`) ? `${below}Value` : below;
  }

  /** Numbers the second of two fields whose names differ only in characters that a type name cannot contain. */
  function numbered({ name, node }) {
    const written = node && ts.isTypeReferenceNode(node) ? node.typeName.getText() : '';
    const bare = written.slice(0, written.length - suffix.length);
    return written.startsWith(name) && /^\d+$/.test(bare.slice(name.length)) ? bare : name;
  }

  /** Returns the exported name of the type at a path. Every object has its own. */
  function named(at, type) {
    const symbol = exports.get(at.name + suffix);
    if (symbol === undefined) {
      if (plainName.test(at.name)) report(at.path, `has no exported type ${at.name + suffix}`);
      return;
    }
    const declared = checker.getDeclaredTypeOfSymbol(symbol);
    if (declared === type) return;
    if (!checker.isTypeAssignableTo(declared, type) || !checker.isTypeAssignableTo(type, declared)) {
      const text = checker.typeToString(type);
      const isNumbered = text.replace(/\d/g, '') === symbol.name.replace(/\d/g, '');
      if (!isNumbered) report(at.path, `is not ${symbol.name}, but ${text}`);
    }
  }

  return { check, part, object };
}

const besides = new Set(['client', 'informer', 'input', 'list', 'lister']);
const plainName = /^[A-Za-z][A-Za-z0-9]*$/;

/** Returns the type name of a path segment, or undefined if more than its first letter must change. */
function pascal(name) {
  return /^[A-Za-z][A-Za-z0-9]*$/.test(name) ? name[0].toUpperCase() + name.slice(1) : '-';
}

export { isObject, own };
