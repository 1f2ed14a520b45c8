import path from 'node:path';
import { missingFromComment } from './comments.mjs';
import { verifyMembers } from './crd.mjs';
import { commentOf, ts, propertiesOfType } from './output.mjs';
import { isObject } from './schema.mjs';

const tail = (name) => name.slice(name.lastIndexOf('.') + 1);
const kindsOf = (schema) => schema['x-kubernetes-group-version-kind'] ?? [];

/** Reads all OpenAPI documents of one cluster, v2 or v3. */
export function readApi(documents) {
  const definitions = new Map();
  const paths = new Map();
  for (const document of documents) {
    const schemas = document.definitions ?? document.components?.schemas ?? {};
    for (const [name, schema] of Object.entries(schemas)) {
      if (!definitions.has(name) || kindsOf(schema).length > 0) definitions.set(name, schema);
    }
    for (const [name, item] of Object.entries(document.paths ?? {})) paths.set(name, item);
  }
  return { definitions, resources: readResources(paths) };
}

/** Returns every resource with its verbs, and its subresources with theirs, by `group/version/plural`. */
function readResources(paths) {
  const resources = new Map();
  const watchable = new Set();
  for (const [name, item] of paths) {
    const found = /^\/(?:api\/(v\d\w*)|apis\/([^/]+)\/([^/]+))\/(.+?)\/?$/.exec(name);
    if (found === null) continue;
    const [, core, group = '', version = core, rest = ''] = found;
    const segments = rest.split('/');
    const watched = segments[0] === 'watch' ? segments.slice(1) : undefined;
    if (watched !== undefined) {
      if (watched.length % 2 === 1) watchable.add(`${group === '' ? 'core' : group}/${version}/${watched.at(-1)}`);
      continue;
    }
    const namespaced = segments[0] === 'namespaces' && segments.length > 2 && segments[1] === '{namespace}';
    const [plural, , subresource] = namespaced ? segments.slice(2) : segments;
    const key = `${group === '' ? 'core' : group}/${version}/${plural}`;
    const resource = resources.get(key) ?? {
      key,
      group,
      version,
      plural,
      namespaced: false,
      verbs: new Set(),
      subresources: new Map(),
    };
    resources.set(key, resource);
    resource.namespaced ||= namespaced;
    for (const operation of Object.values(item)) {
      const action = operation['x-kubernetes-action'];
      if (action === undefined) continue;
      const verb = { post: 'create', put: 'update' }[action] ?? action;
      if (subresource === undefined) {
        resource.verbs.add(verb);
        resource.kind ??= operation['x-kubernetes-group-version-kind']?.kind;
      } else {
        resource.subresources.set(subresource, (resource.subresources.get(subresource) ?? new Set()).add(verb));
      }
    }
  }
  for (const key of watchable) resources.get(key)?.verbs.add('watch');
  return resources;
}

const methodsOfVerb = { list: ['list', 'iterate'], patch: ['patch', 'apply'], deletecollection: ['deleteCollection'] };
const ownMethods = {
  'eviction create': 'evict',
  'binding create': 'bind',
  'finalize update': 'finalize',
  'log get': 'log',
  'proxy connect': 'proxy',
  'attach connect': 'attach',
  'exec connect': 'exec',
  'portforward connect': 'portForward',
};

function methodsOf(resource) {
  const names = [...resource.verbs].flatMap((verb) => methodsOfVerb[verb] ?? [verb]);
  for (const [subresource, verbs] of resource.subresources) {
    for (const verb of verbs) {
      const own = ownMethods[`${subresource} ${verb}`];
      if (own !== undefined) names.push(own);
      else
        for (const method of methodsOfVerb[verb] ?? [verb])
          names.push(method + subresource[0].toUpperCase() + subresource.slice(1));
    }
  }
  return names;
}

/** Returns all files that `verifyApi` reads. */
export function filesOfApi({ resources, definitions }, output) {
  const folders = new Set([...resources.values()].map(({ key }) => path.posix.dirname(key)));
  for (const folder of foldersOf(definitions).values()) folders.add(folder);
  const parts = ['index', 'types', 'apply'];
  return [...folders].flatMap((folder) => parts.map((part) => `${folder}/${part}.ts`)).filter(output);
}

/** Returns the folder of each package of definitions, from its kinds. */
function foldersOf(definitions) {
  const folders = new Map();
  for (const [name, schema] of definitions) {
    const kinds = kindsOf(schema);
    const prefix = name.slice(0, name.lastIndexOf('.'));
    if (kinds.length === 1 && !prefix.endsWith('.meta.v1'))
      folders.set(prefix, `${kinds[0].group || 'core'}/${kinds[0].version}`);
  }
  return folders;
}

/** Checks the output for all resources and definitions of an API. */
export function verifyApi(output, { definitions, resources }, report, count) {
  for (const resource of resources.values()) verifyResource(output, resource, report, count);
  const folders = foldersOf(definitions);
  for (const [name, schema] of definitions) {
    const folder = folders.get(name.slice(0, name.lastIndexOf('.')));
    if (folder !== undefined) verifyDefinition(output, { folder, folders, name, schema }, report, count);
  }
}

function verifyResource(output, resource, report, count) {
  const folder = path.posix.dirname(resource.key);
  const fail = (where, what) => report(`${resource.key}: ${where}`, what);
  const found = Object.entries(output.valuesOf(`${folder}/index.ts`)).filter(([, one]) => one.plural === resource.plural);
  const [only] = found;
  if (only === undefined || found.length !== 1) return fail('descriptor', `is there ${found.length} times`);
  const [constant, descriptor] = only;
  const same = (name, is, wanted) => {
    if (JSON.stringify(is) !== JSON.stringify(wanted))
      fail(`descriptor.${name}`, `is ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`);
  };
  same('verbs', [...descriptor.verbs].sort(), [...resource.verbs].sort());
  same('subresources', [...descriptor.subresources].sort(), [...resource.subresources.keys()].sort());
  same('namespaced', descriptor.namespaced, resource.namespaced);
  same('kind', descriptor.kind, resource.kind);
  same('group', descriptor.group, resource.group);
  same('version', descriptor.version, resource.version);
  const declaration = output.exportsOf(`${folder}/index.ts`).get(constant).declarations[0];
  const type = declaration.type.typeArguments[0].getText();
  const symbol = output.exportsOf(`${folder}/index.ts`).get(`${type}Client`);
  if (symbol === undefined) return fail(`${type}Client`, 'is not exported');
  const client = output.checker.getDeclaredTypeOfSymbol(symbol);
  // The document has no capitals in the names of subresources: `ephemeralcontainers` is `EphemeralContainers`.
  const properties = output.checker.getPropertiesOfType(client).map((one) => one.name);
  const spelled = methodsOf(resource).map((name) => properties.find((one) => one.toLowerCase() === name.toLowerCase()) ?? name);
  if (properties.includes('namespace') && resource.namespaced) spelled.push('namespace');
  for (const name of spelled) count(name);
  verifyMembers(output, client, spelled, (name, what) => fail(`${type}Client.${name}`, what));
  return undefined;
}

function verifyDefinition(output, { folder, folders, name, schema }, report, count) {
  const { checker } = output;
  const where = `${folder} ${tail(name)}`;
  const symbol = output.exportsOf(`${folder}/index.ts`)?.get(tail(name));
  if (symbol === undefined) {
    // The types of the scale subresource belong to the runtime.
    if (folder === 'autoscaling/v1' && ['Scale', 'ScaleSpec', 'ScaleStatus'].includes(tail(name))) return undefined;
    return report(where, 'is not exported');
  }
  count();
  const declaration = symbol.declarations[0];
  const ofType = commentOf(declaration);
  if (!isObject(schema.properties)) {
    const is = ts.isTypeAliasDeclaration(declaration) ? canonicalNode(output, declaration.type) : 'an interface';
    const wanted = canonicalSchema(schema, folders);
    if (is !== wanted) report(where, `is ${is}, not ${wanted}`);
    return undefined;
  }
  const isKind = kindsOf(schema).length > 0;
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  const found = new Map(propertiesOfType(checker, type).map((one) => [one.name, one]));
  for (const property of found.keys())
    if (!Object.hasOwn(schema.properties, property)) report(`${where}.${property}`, 'is not in the schema');
  for (const [property, value] of Object.entries(schema.properties)) {
    const place = `${where}.${property}`;
    const one = found.get(property);
    if (one === undefined) {
      report(place, 'is missing');
      continue;
    }
    count();
    const isList = isKind && property === 'items' && name.endsWith('List');
    if (isKind && ['apiVersion', 'kind', 'metadata'].includes(property)) continue;
    if (isList) {
      const items = checker.typeToString(checker.getTypeOfSymbol(one));
      if (items !== `${tail(name).replace(/List$/, '')}[]`) report(place, `is ${items}`);
      continue;
    }
    const required = schema.required?.includes(property) === true;
    if (required === ((one.flags & ts.SymbolFlags.Optional) !== 0)) report(place, required ? 'is optional' : 'is required');
    const written = one.declarations.find(ts.isPropertySignature);
    const is = canonicalNode(output, written.type);
    const wanted = canonicalSchema(value, folders);
    if (is !== wanted) report(place, `is ${is}, not ${wanted}`);
    // `default: {}` next to a `$ref` is Go's zero value, and has no meaning.
    const { default: preset, ...rest } = value;
    const said = value.allOf !== undefined && JSON.stringify(preset) === '{}' ? rest : value;
    for (const what of missingFromComment(said, commentOf(written))) report(place, `comment lacks ${what}`);
  }
  for (const what of missingFromComment({ description: schema.description }, ofType)) {
    if (!name.endsWith('List')) report(where, `comment lacks ${what}`);
  }
  return undefined;
}

/** Returns a schema as text, with the folder of each name. */
function canonicalSchema(schema, folders) {
  const reference = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0].$ref : undefined);
  if (reference !== undefined) {
    const name = decodeURIComponent(reference.slice(reference.lastIndexOf('/') + 1));
    return `${folders.get(name.slice(0, name.lastIndexOf('.'))) ?? 'runtime'}#${tail(name)}`;
  }
  if (Array.isArray(schema.enum))
    return schema.enum
      .map((one) => JSON.stringify(one))
      .sort()
      .join('|');
  switch (schema.type) {
    case 'string':
      return schema.format === 'int-or-string' ? 'runtime#IntOrString' : 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'array':
      return `${canonicalSchema(schema.items, folders)}[]`;
    case 'object':
      return `map<${isObject(schema.additionalProperties) ? canonicalSchema(schema.additionalProperties, folders) : 'unknown'}>`;
    default:
      return 'unknown';
  }
}

function canonicalNode(output, node) {
  const { checker, folder } = output;
  const below = (one) => canonicalNode(output, one);
  if (ts.isParenthesizedTypeNode(node)) return below(node.type);
  if (ts.isArrayTypeNode(node)) return `${below(node.elementType)}[]`;
  if (ts.isUnionTypeNode(node)) {
    const members = node.types.filter((one) => one.kind !== ts.SyntaxKind.UndefinedKeyword).map(below);
    return members.sort().join('|');
  }
  if (ts.isLiteralTypeNode(node)) return ts.isStringLiteral(node.literal) ? JSON.stringify(node.literal.text) : node.getText();
  if (!ts.isTypeReferenceNode(node)) return node.getText();
  const name = node.typeName.getText();
  if (name === 'Record') return `map<${below(node.typeArguments[1])}>`;
  if (name === 'Embedded') return below(node.typeArguments[0]);
  let symbol = checker.getSymbolAtLocation(node.typeName);
  if (symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  const file = path.relative(folder, symbol.declarations[0].getSourceFile().fileName);
  return `${file.startsWith('..') ? 'runtime' : path.posix.dirname(file)}#${symbol.name}`;
}
