import { missingFromComment } from './comments.mjs';
import { commentOf, ts } from './output.mjs';
import { createWalk, isObject } from './schema.mjs';

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const collection = ['iterate', 'list', 'watch'];
const methods = [...collection, 'apply', 'create', 'delete', 'deleteCollection', 'get', 'patch', 'update'];
const bySubresource = {
  status: ['applyStatus', 'getStatus', 'patchStatus', 'updateStatus'],
  scale: ['applyScale', 'getScale', 'patchScale', 'updateScale'],
};

const sorted = (values) => [...values].sort();
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** Checks the output for all versions of one CRD. */
export function verifyCrd(output, crd, report, count) {
  const { group, names, scope, versions } = crd.spec;
  for (const version of versions) {
    const folder = `${group}/${version.name}`;
    const fail = (where, what) => report(`${names.plural}.${folder}: ${where}`, what);
    if (version.served !== true) {
      const values = output.has(`${folder}/index.ts`) ? Object.values(output.valuesOf(`${folder}/index.ts`)) : [];
      if (values.some((one) => one.plural === names.plural)) fail('version', 'is generated, but not served');
      continue;
    }
    if (!output.has(`${folder}/index.ts`)) {
      fail('version', 'is served, but not generated');
      continue;
    }
    const found = Object.entries(output.valuesOf(`${folder}/index.ts`)).filter(([, one]) => one.plural === names.plural);
    const [only] = found;
    if (only === undefined || found.length !== 1) {
      fail('descriptor', `is there ${found.length} times`);
      continue;
    }
    const [constant, descriptor] = only;
    const subresources = sorted(Object.keys(version.subresources ?? {}).filter((name) => isObject(version.subresources[name])));
    const wanted = {
      group,
      version: version.name,
      kind: names.kind,
      listKind: names.listKind || `${names.kind}List`,
      plural: names.plural,
      singular: names.singular || names.kind.toLowerCase(),
      namespaced: scope === 'Namespaced',
      verbs,
      subresources,
      shortNames: names.shortNames ?? [],
      categories: names.categories ?? [],
    };
    for (const [key, value] of Object.entries(wanted)) {
      const is = descriptor[key] ?? (key === 'shortNames' || key === 'categories' ? [] : undefined);
      const plain = key === 'verbs' || key === 'subresources' ? sorted(is ?? []) : is;
      if (!same(plain, value)) fail(`descriptor.${key}`, `is ${JSON.stringify(is)}, not ${JSON.stringify(value)}`);
    }
    const resource = output.exportsOf(`${folder}/index.ts`).get(constant).declarations[0];
    const [type, listType, applyType] = resource.type.typeArguments.map((one) => one.getText());
    const form = output.checker.getTypeFromTypeNode(resource.type).symbol.name;
    if (form !== (wanted.namespaced ? 'NamespacedResource' : 'ClusterResource')) fail('descriptor', `is a ${form}`);
    const schema = version.schema.openAPIV3Schema;
    verifyRoot({ output, folder, fail, count }, { type, schema, wanted, form: 'read' });
    verifyRoot({ output, folder, fail, count }, { type: applyType, schema, wanted, form: 'apply' });
    verifyList(output, folder, { type, listType, wanted }, fail);
    verifyClient(output, folder, { type, listType, applyType, wanted }, fail);
    if (version.deprecated === true) {
      const text = output.exportsOf(`${folder}/index.ts`).get(type).declarations.map(commentOf).join('\n');
      if (!text.includes('@deprecated')) fail(type, 'is not marked as deprecated');
      const warning = version.deprecationWarning?.replace(/\s+/g, '');
      if (warning && !text.replace(/[\s*\\]+/g, '').includes(warning.replace(/[*\\]+/g, ''))) fail(type, 'lacks its warning');
    }
  }
}

function verifyRoot({ output, folder, fail, count }, { type: name, schema, wanted, form }) {
  const { checker } = output;
  const exports = output.exportsOf(`${folder}/${form === 'read' ? 'types' : 'apply'}.ts`);
  const symbol = exports.get(name);
  if (symbol === undefined) return fail(name, 'is not exported');
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  const literal = (property) => {
    const found = checker.getPropertyOfType(type, property);
    return found === undefined || found.flags & ts.SymbolFlags.Optional ? undefined : checker.getTypeOfSymbol(found);
  };
  const apiVersion = `${wanted.group}/${wanted.version}`;
  if (literal('apiVersion')?.value !== apiVersion) fail(`${name}.apiVersion`, `is not '${apiVersion}'`);
  if (literal('kind')?.value !== wanted.kind) fail(`${name}.kind`, `is not '${wanted.kind}'`);
  const meta = literal('metadata');
  const metaName = (meta?.aliasSymbol ?? meta?.symbol)?.name;
  const wantedMeta =
    form === 'apply' ? 'ObjectMetaApplyConfiguration' : wanted.namespaced ? 'NamespacedStoredMeta' : 'StoredMeta';
  if (metaName !== wantedMeta) fail(`${name}.metadata`, `is ${metaName}, not ${wantedMeta}`);
  const properties = { apiVersion: {}, kind: {}, metadata: {}, ...schema.properties };
  // A spread keeps a property `__proto__`, because it is an own property.
  const root = { ...schema, type: 'object', properties, nullable: false };
  const report = (path, what) => fail(`${form} ${path}`, what);
  const walk = createWalk({ checker, exports, form, report, count });
  const base = form === 'apply' ? name.replace(/ApplyConfiguration$/, '') : name;
  walk.object({ path: name, root: true, name: base, keys: [] }, root, type, false);
  if (form === 'read') {
    const comment = symbol.declarations.map(commentOf).join('\n');
    const { description, ['x-kubernetes-validations']: rules } = schema;
    for (const what of missingFromComment({ description, 'x-kubernetes-validations': rules }, comment)) {
      fail(name, `comment lacks ${what}`);
    }
  }
}

function verifyList(output, folder, { type, listType, wanted }, fail) {
  const { checker } = output;
  const exports = output.exportsOf(`${folder}/index.ts`);
  const symbol = exports.get(listType);
  if (symbol === undefined) return fail(listType, 'is not exported');
  const declared = checker.getDeclaredTypeOfSymbol(symbol);
  const text = (name) => checker.typeToString(checker.getTypeOfSymbol(checker.getPropertyOfType(declared, name)));
  if (text('items') !== `${type}[]`) fail(`${listType}.items`, `is ${text('items')}`);
  const kind = checker.getTypeOfSymbol(checker.getPropertyOfType(declared, 'kind')).value;
  if (kind !== wanted.listKind) fail(`${listType}.kind`, `is ${kind}`);
  if (text('metadata') !== 'ListMeta') fail(`${listType}.metadata`, `is ${text('metadata')}`);
}

/** Returns the members of an interface by name, and its signatures as text. */
function membersOf({ checker }, type) {
  const flags = ts.TypeFormatFlags.NoTruncation;
  return new Map(
    checker.getPropertiesOfType(type).map((one) => {
      const signatures = checker.getTypeOfSymbol(one).getCallSignatures();
      return [one.name, signatures.map((signature) => checker.signatureToString(signature, undefined, flags))];
    }),
  );
}

/** Checks that a type has exactly these members, and no `any`. */
export function verifyMembers(output, type, wanted, fail) {
  const members = membersOf(output, type);
  for (const name of wanted) if (!members.has(name)) fail(name, 'is missing');
  for (const [name, signatures] of members) {
    if (!wanted.includes(name)) fail(name, 'is not served');
    for (const signature of signatures) if (/\bany\b/.test(signature)) fail(name, `is any somewhere: ${signature}`);
  }
  return members;
}

function verifyClient(output, folder, { type, listType, applyType, wanted }, fail) {
  const { checker } = output;
  const exports = output.exportsOf(`${folder}/index.ts`);
  // If the group also has a kind `RedisClient`, the client of `Redis` is `RedisKindClient`.
  const clientName = [`${type}KindClient`, `${type}Client`].find((name) => exports.has(name));
  const symbol = exports.get(clientName);
  if (symbol === undefined) return fail(`${type}Client`, 'is not exported');
  const client = checker.getDeclaredTypeOfSymbol(symbol);
  const names = [...methods, ...wanted.subresources.flatMap((name) => bySubresource[name] ?? [])];
  if (wanted.namespaced) names.push('namespace');
  const members = verifyMembers(output, client, names, (name, what) => fail(`${type}Client.${name}`, what));
  const signatures = {
    get: `(name: string, options?: GetOptions): Promise<${type}>`,
    list: `(options?: ListOptions): Promise<${listType}>`,
    apply: `(configuration: ${applyType}, options: ApplyOptions): Promise<${type}>`,
  };
  for (const [name, wantedText] of Object.entries(signatures)) {
    const text = members.get(name)?.[0]?.replaceAll(' | undefined', '');
    if (text !== wantedText) fail(`${type}Client.${name}`, `is ${text}`);
  }
  const input = checker.getDeclaredTypeOfSymbol(output.exportsOf(`${folder}/index.ts`).get(`${type}Input`));
  const create = checker.getTypeOfSymbol(checker.getPropertyOfType(client, 'create')).getCallSignatures()[0];
  const body = checker.getTypeOfSymbol(create.parameters[0]);
  if (body !== input && !(checker.isTypeAssignableTo(body, input) && checker.isTypeAssignableTo(input, body))) {
    fail(`${type}Client.create`, `takes ${checker.typeToString(body)}`);
  }
  verifyAccessor(output, folder, { type, listType, wanted, clientName }, fail);
  return undefined;
}

/** Checks the path from the clientset and from the informers to the resource. */
function verifyAccessor(output, folder, { type, listType, wanted, clientName }, fail) {
  const { checker } = output;
  const clients = output.exportsOf(`${folder}/index.ts`);
  const groups = [...clients.values()].filter(({ declarations }) => ts.isInterfaceDeclaration(declarations[0]));
  const group = groups.find(({ declarations }) => {
    const made = clients.get(declarations[0].name.text[0].toLowerCase() + declarations[0].name.text.slice(1));
    return made !== undefined && declarations[0].members.some((one) => one.getText().endsWith(`: ${clientName};`));
  });
  if (group === undefined) return fail('clientset', `no group client returns a ${clientName}`);
  const accessors = [...membersOf(output, checker.getDeclaredTypeOfSymbol(group))].filter(([, signatures]) =>
    signatures.some((one) => one.endsWith(`: ${clientName}`)),
  );
  const forms = wanted.namespaced
    ? [`(namespace: string): ${clientName}`, `(): AllNamespacesClient<${type}, ${listType}>`]
    : [`(): ${clientName}`];
  if (accessors.length !== 1 || !same(accessors[0]?.[1], forms)) fail('clientset', `accessors are ${JSON.stringify(accessors)}`);
  const clientset = output.exportsOf('clientset.ts').get('Clientset');
  const found = checker
    .getPropertiesOfType(checker.getDeclaredTypeOfSymbol(clientset))
    .filter((one) => checker.getTypeOfSymbol(one).symbol === group);
  if (found.length !== 1) return fail('clientset', `${group.name} is there ${found.length} times`);
  const factory = output.exportsOf('informers.ts').get('SharedInformerFactory');
  const property = checker.getPropertyOfType(checker.getDeclaredTypeOfSymbol(factory), found[0].name);
  if (property === undefined) return fail('informers', `have no ${found[0].name}`);
  const informer = checker.getPropertyOfType(checker.getTypeOfSymbol(property), accessors[0]?.[0] ?? '');
  if (informer === undefined) return fail('informers', `have no ${found[0].name}.${accessors[0]?.[0]}`);
  const parts = checker.getPropertiesOfType(checker.getTypeOfSymbol(informer)).map((one) => one.name);
  if (!parts.includes('informer') || !parts.includes('lister')) fail('informers', `${type} has ${parts.join(', ')}`);
  return undefined;
}
