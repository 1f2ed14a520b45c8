import type { QueryParameter, Resource, Verb } from '../model/index.js';
import { docComment } from './comment.js';
import { namesOf, resourceTypes, type ResourceTypes } from './descriptor.js';
import type { FileWriter } from './generated-file.js';
import type { Group, ModelIndex } from './model-index.js';
import { pluralKind } from './names.js';
import type { EmitOptions } from './options.js';
import type { Piece } from './piece.js';
import { isStandard, subresourceMethods, type Method } from './subresource-methods.js';
import { renderTemplate, type AccessorView, type TextOptionsView } from './templates.js';
import { lineWidth, objectKey, propertyName, quote, wrapList } from './text.js';
import { withDeprecation } from './types-file.js';

/** The methods that each verb gives a client. */
const verbMethods: ReadonlyMap<Verb, readonly string[]> = new Map([
  ['create', ['create']],
  ['update', ['update']],
  ['get', ['get']],
  ['list', ['list', 'iterate']],
  ['watch', ['watch']],
  ['patch', ['patch', 'apply']],
  ['delete', ['delete']],
  ['deletecollection', ['deleteCollection']],
]);
const allMethods = [...verbMethods.values()].flat();
const statusMethods = ['getStatus', 'updateStatus', 'patchStatus', 'applyStatus'];
const scaleMethods = ['getScale', 'updateScale', 'patchScale', 'applyScale'];

/** A generic client of the runtime, and what of it a resource has. */
interface Part {
  /** The type, with its arguments. */
  readonly type: string;
  /** The call that makes it. */
  readonly call: string;
  /** The name of a constant that holds it, where only some of its methods are taken. */
  readonly local: string;
  /** The methods taken, or undefined for all of them. */
  readonly methods: readonly string[] | undefined;
  /** Properties beside the methods, which are always taken. */
  readonly properties: readonly string[];
  /** A method that is there and has no type, since apply configurations are left out. */
  readonly without: string | undefined;
}

/** The client of a resource: its interface, and the function that makes one. */
export function clientPiece(index: ModelIndex, here: Group, resource: Resource, file: FileWriter, options: EmitOptions): Piece {
  const names = namesOf(here, resource);
  const types = resourceTypes(index, here, resource, file, options);
  const { descriptor } = names;
  const place = resource.namespaced ? ', namespace' : '';
  const parts = [
    basePart(resource, types, file, descriptor),
    ...subresourcePart(resource, 'status', statusMethods, types, file, descriptor, options),
    ...subresourcePart(resource, 'scale', scaleMethods, types, file, descriptor, options),
  ];
  const taken = new Set(parts.flatMap(({ methods, properties }) => [...(methods ?? []), ...properties]).concat(allMethods));
  const methods = subresourceMethods({ index, here, file, resource, types, textOptions: names.textOptions }, taken);
  const locals = parts.filter((part) => part.methods).map((part) => ({ name: part.local, value: part.call }));
  if (methods.length > 0) {
    locals.push({ name: 'subresource', value: `${file.runtimeValue('subresourceClient')}(rest, ${descriptor}${place})` });
  }
  const [only] = parts;
  const whole = parts.length === 1 && methods.length === 0 && only && !only.methods ? only.call : '';
  const about = resource.namespaced
    ? `The ${pluralKind(resource)} of one namespace.`
    : `The ${pluralKind(resource)} of the cluster.`;
  const textOptions = textOptionsOf(resource, names.textOptions, file);
  const text = renderTemplate('client', {
    comment: docComment(withDeprecation({ description: about, tags: [] }, resource.deprecated)),
    client: names.client,
    heritage: heritage(names.client, parts, file),
    methods: methods.map((method) => wrappedMethod(method)),
    newComment: docComment(withDeprecation({ description: `A client of ${lowerThe(about)}`, tags: [] }, resource.deprecated)),
    newClient: names.newClient,
    parameters: `rest: ${file.runtimeType('RESTClient')}${resource.namespaced ? ', namespace: string' : ''}`,
    locals,
    whole,
    parts: parts.flatMap((part) =>
      part.methods ? [...part.properties, ...part.methods].map((name) => `${name}: ${part.local}.${name}`) : [`...${part.call}`],
    ),
    textOptions,
  });
  return { door: 'client', values: [names.newClient], types: [...textOptions.map(({ name }) => name), names.client], text };
}

/** The client of a group version: one method for each resource. */
export function groupClientPiece(index: ModelIndex, here: Group, file: FileWriter, options: EmitOptions): Piece {
  const { client, newClient } = here.names;
  const text = renderTemplate('group-client', {
    apiVersion: here.displayName,
    client,
    newClient,
    restClient: file.runtimeType('RESTClient'),
    accessors: here.groupVersion.resources.map((resource) =>
      accessorView(here, resource, resourceTypes(index, here, resource, file, options), file),
    ),
  });
  return { door: 'client', values: [newClient], types: [client], text };
}

function lowerThe(sentence: string): string {
  return sentence.replace(/^The /, 'the ');
}

function basePart(resource: Resource, types: ResourceTypes, file: FileWriter, descriptor: string): Part {
  const scope = resource.namespaced ? 'namespaced' : 'cluster';
  const wanted = new Set(resource.verbs.flatMap((verb) => verbMethods.get(verb) ?? []));
  const partial = wanted.size < allMethods.length;
  const untyped = wanted.has('apply') && types.apply === 'never';
  if (untyped && partial) wanted.delete('apply');
  return {
    type: `${file.runtimeType(resource.namespaced ? 'NamespacedClient' : 'ClusterClient')}<${types.object}, ${types.list}, ${types.apply}>`,
    call: `${file.runtimeValue(`${scope}Client`)}(rest, ${descriptor}${resource.namespaced ? ', namespace' : ''})`,
    local: 'client',
    methods: partial ? allMethods.filter((name) => wanted.has(name)) : undefined,
    properties: resource.namespaced ? ['namespace'] : [],
    without: untyped && !partial ? 'apply' : undefined,
  };
}

function subresourcePart(
  resource: Resource,
  name: 'status' | 'scale',
  all: readonly string[],
  types: ResourceTypes,
  file: FileWriter,
  descriptor: string,
  options: EmitOptions,
): Part[] {
  const subresource = resource.subresources.find((candidate) => candidate.name === name);
  if (!subresource || !isStandard(subresource)) return [];
  const wanted = new Set<string>();
  const [get = '', update = '', patch = '', apply = ''] = all;
  for (const { verb } of subresource.operations) {
    if (verb === 'get') wanted.add(get);
    if (verb === 'update') wanted.add(update);
    if (verb === 'patch') wanted.add(patch).add(apply);
  }
  if (wanted.size === 0) return [];
  const partial = wanted.size < all.length;
  const untyped = wanted.has(apply) && (name === 'scale' ? !options.apply : types.apply === 'never');
  if (untyped && partial) wanted.delete(apply);
  const generic = name === 'status' ? `<${types.object}, ${types.apply}>` : '';
  return [
    {
      type: `${file.runtimeType(name === 'status' ? 'StatusClient' : 'ScaleClient')}${generic}`,
      call: `${file.runtimeValue(`${name}Client`)}(rest, ${descriptor}${resource.namespaced ? ', namespace' : ''})`,
      local: name,
      methods: partial ? all.filter((method) => wanted.has(method)) : undefined,
      properties: [],
      without: untyped && !partial ? apply : undefined,
    },
  ];
}

/** The type of a part: whole, or what is picked of it, in lines where the line has no room for it. */
function partType(part: Part, file: FileWriter, room: { before: number; after: number; indent: string }): string {
  const names = part.methods ? [...part.properties, ...part.methods] : [];
  if (!part.methods && part.without === undefined) return part.type;
  const generic = file.global(part.methods ? 'Pick' : 'Omit');
  const keys = part.methods ? names.map(quote).join(' | ') : quote(part.without ?? '');
  return `${generic}${wrapList(['<', '>'], [part.type, keys], { ...room, before: room.before + generic.length })}`;
}

/** The `extends` of an interface: behind its name, or a type a line where they are several. */
function heritage(name: string, parts: readonly Part[], file: FileWriter): string {
  const [only, ...more] = parts;
  const head = `export interface ${name} extends `;
  if (only && more.length === 0)
    return ` extends ${partType(only, file, { before: head.length, after: ' {}'.length, indent: '' })}`;
  const types = parts.map((part) => partType(part, file, { before: 4, after: 3, indent: '    ' }));
  const inline = types.join(', ');
  if (!inline.includes('\n') && head.length + inline.length + 3 <= lineWidth) return ` extends ${inline}`;
  return `\n  extends ${types.join(',\n    ')}`;
}

/** A method whose signature and implementation are broken where they are too long for a line. */
function wrappedMethod({ comment, name, signature, implementation }: Method): Method {
  return { comment, name, signature: wrapSignature(signature), implementation: wrapArrow(name, implementation) };
}

function wrapSignature(signature: string): string {
  if (signature.length + 3 <= lineWidth) return signature;
  const open = signature.indexOf('(');
  const close = signature.lastIndexOf('): ');
  const parameters = signature.slice(open + 1, close).split(/, (?=\w+\??: )/);
  const list = wrapList(['(', ')'], parameters, { before: lineWidth, after: 0, indent: '  ' });
  return signature.slice(0, open) + list + signature.slice(close + 1);
}

function wrapArrow(name: string, implementation: string): string {
  if (name.length + implementation.length + 7 <= lineWidth) return implementation;
  return implementation.replace(' => ', ' =>\n      ');
}

function textOptionsOf(resource: Resource, names: ReadonlyMap<string, string>, file: FileWriter): TextOptionsView[] {
  return resource.subresources.flatMap(({ name, operations }) => {
    const read = operations.find(({ verb, returns }) => verb === 'get' && returns.is === 'text');
    const type = names.get(name);
    const parameters = read?.parameters.filter((parameter) => !impliedParameters.has(parameter.name)) ?? [];
    if (type === undefined || read === undefined || read.parameters.length === 0) return [];
    return [
      {
        comment: docComment({ description: `What of the subresource \`${name}\` of a ${resource.kind} is asked for.`, tags: [] }),
        name: type,
        base: file.runtimeType('CallOptions'),
        fields: parameters.map(({ name: field, type: valueType, description }: QueryParameter) => ({
          comment: docComment({ ...(description === undefined ? {} : { description }), tags: [] }, '  '),
          name: propertyName(field),
          type: valueType,
        })),
      },
    ];
  });
}

/** Parameters that a client settles by itself: how the answer is printed, and that a text ends. */
const impliedParameters: ReadonlySet<string> = new Set(['follow', 'pretty']);

function accessorView(here: Group, resource: Resource, types: ResourceTypes, file: FileWriter): AccessorView {
  const { client, newClient, descriptor } = namesOf(here, resource);
  const name = propertyName(resource.accessor);
  const key = objectKey(resource.accessor);
  const objects = pluralKind(resource);
  const comment = (description: string): string =>
    docComment(withDeprecation({ description, tags: [] }, resource.deprecated), '  ');
  if (!resource.namespaced) {
    const signatures = [{ comment: comment(`The ${objects} of the cluster.`), text: `${name}(): ${client}` }];
    return { signatures, key, implementation: `() => ${newClient}(rest)` };
  }
  const one = { comment: comment(`The ${objects} of one namespace.`), text: `${name}(namespace: string): ${client}` };
  const list = resource.verbs.includes('list') && resource.list !== undefined;
  const watch = resource.verbs.includes('watch') && resource.list !== undefined;
  if (!list && !watch) {
    const required = file.runtimeValue('requireNamespace');
    return { signatures: [one], key, implementation: `(namespace) => ${newClient}(rest, ${required}(${descriptor}, namespace))` };
  }
  const everywhere = `${file.runtimeType('AllNamespacesClient')}<${types.object}, ${types.list}>`;
  const call = `${file.runtimeValue('allNamespacesClient')}(rest, ${descriptor})`;
  const methods = [...(list ? ['list', 'iterate'] : []), ...(watch ? ['watch'] : [])];
  const whole = methods.length === 3;
  const type = whole ? everywhere : `${file.global('Pick')}<${everywhere}, ${methods.map(quote).join(' | ')}>`;
  const make = whole
    ? `() => ${call}`
    : `() => {\n        const client = ${call};\n        return { ${methods.map((method) => `${method}: client.${method}`).join(', ')} };\n      }`;
  const does = whole ? 'to list and to watch' : list ? 'to list' : 'to watch';
  return {
    signatures: [one, { comment: comment(`The ${objects} of all namespaces, ${does}.`), text: `${name}(): ${type}` }],
    key,
    implementation: [
      `${file.runtimeValue('perNamespace')}(`,
      `      ${descriptor},`,
      `      (namespace) => ${newClient}(rest, namespace),`,
      `      ${make},`,
      '    )',
    ].join('\n'),
  };
}
