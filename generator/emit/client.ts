import type { QueryParameter, Resource, Verb } from '../model/index.js';
import { namesOf, resourceComment, resourceTypes, typeArguments, type EmitContext, type ResourceTypes } from './context.js';
import { group as onOneLine, indent, lineBreak, list, print, type Layout } from './layout.js';
import { pluralKind } from './names.js';
import { isStandard, subresourceMethods } from './subresource-methods.js';
import { renderTemplate, type AccessorView, type TextOptionsView } from './templates.js';
import { docComment, objectKey, propertyName, quote } from './text.js';

/** The methods that each verb adds to a client. */
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

/** A generic client of the runtime, and the methods that a resource uses from it. */
interface Part {
  /** The type, with its arguments. */
  readonly type: Layout;
  /** The call that creates the client. */
  readonly call: string;
  /** The name of the constant that holds the client if the resource uses only some methods. */
  readonly local: string;
  /** The methods that the resource uses, or undefined for all of them. */
  readonly methods: readonly string[] | undefined;
  /** The properties of the client, which every resource uses. */
  readonly properties: readonly string[];
  /** A method to hide from the type, because apply configurations are omitted. */
  readonly without: string | undefined;
}

/** Returns the client of a resource: its interface, and the function that creates one. */
export function clientCode(context: EmitContext, resource: Resource): string {
  const { group, file } = context;
  const { client, newClient, descriptor, textOptions } = namesOf(group, resource);
  const types = resourceTypes(context, resource);
  const parts = [basePart(context, resource, types), ...subresourceParts(context, resource, types)];
  const taken = new Set(parts.flatMap(({ methods, properties }) => [...(methods ?? []), ...properties]).concat(allMethods));
  const methods = subresourceMethods({ ...context, resource, types }, taken);
  const locals = parts.filter((part) => part.methods).map((part) => ({ name: part.local, value: part.call }));
  if (methods.length > 0) {
    const call = `${file.runtimeValue('subresourceClient')}(rest, ${descriptor}${namespaceArgument(resource)})`;
    locals.push({ name: 'subresource', value: call });
  }
  const [only] = parts;
  const isGeneric = parts.length === 1 && methods.length === 0 && only !== undefined && !only.methods;
  const parameters = [`rest: ${file.runtimeType('RESTClient')}`, ...(resource.namespaced ? ['namespace: string'] : [])];
  const about = `the ${pluralKind(resource)} of ${resource.namespaced ? 'one namespace' : 'the cluster'}`;
  return renderTemplate('client', {
    comment: resourceComment(resource, `A client for ${about}.`),
    head: interfaceHead(context, client, parts, methods.length === 0),
    methods: methods.map(({ comment, name, parameters: own, returns, implementation }) => ({
      comment,
      signature: print([name, list('(', own, ')'), `: ${returns};`], '  '),
      entry: print(onOneLine(`${name}: ${implementation.head} =>`, indent(lineBreak(' '), implementation.call, ',')), '    '),
    })),
    newComment: resourceComment(resource, `Returns a client for ${about}.`),
    newHead: print([`export function ${newClient}`, list('(', parameters, ')'), `: ${client} {`]),
    locals,
    whole: isGeneric ? only.call : '',
    parts: parts.flatMap((part) =>
      part.methods ? [...part.properties, ...part.methods].map((name) => `${name}: ${part.local}.${name}`) : [`...${part.call}`],
    ),
    textOptions: textOptionsOf(context, resource, textOptions),
  });
}

/** Returns the client of a group version, which has one method for each resource. */
export function groupClientCode(context: EmitContext): string {
  const { group, file } = context;
  const { client, newClient } = group.names;
  return renderTemplate('group-client', {
    apiVersion: group.displayName,
    client,
    newClient,
    restClient: file.runtimeType('RESTClient'),
    accessors: group.groupVersion.resources.map((resource) => accessorView(context, resource)),
  });
}

function namespaceArgument({ namespaced }: Resource): string {
  return namespaced ? ', namespace' : '';
}

function basePart({ group, file }: EmitContext, resource: Resource, types: ResourceTypes): Part {
  const { descriptor } = namesOf(group, resource);
  const wanted = new Set(resource.verbs.flatMap((verb) => verbMethods.get(verb) ?? []));
  const isPartial = wanted.size < allMethods.length;
  const isUntyped = wanted.has('apply') && types.apply === 'never';
  if (isUntyped && isPartial) wanted.delete('apply');
  const generic = file.runtimeType(resource.namespaced ? 'NamespacedClient' : 'ClusterClient');
  const create = file.runtimeValue(resource.namespaced ? 'namespacedClient' : 'clusterClient');
  return {
    type: [generic, list('<', typeArguments(types), '>')],
    call: `${create}(rest, ${descriptor}${namespaceArgument(resource)})`,
    local: 'client',
    methods: isPartial ? allMethods.filter((name) => wanted.has(name)) : undefined,
    properties: resource.namespaced ? ['namespace'] : [],
    without: isUntyped && !isPartial ? 'apply' : undefined,
  };
}

/** Returns the generic clients of the status and scale subresources, as far as the resource has them. */
function subresourceParts({ group, file, options }: EmitContext, resource: Resource, types: ResourceTypes): Part[] {
  const { descriptor } = namesOf(group, resource);
  return resource.subresources
    .filter(isStandard)
    .flatMap(({ name, operations }): Part[] => {
      const isStatus = name === 'status';
      const all = isStatus ? statusMethods : scaleMethods;
      const [get = '', update = '', patch = '', apply = ''] = all;
      const wanted = new Set<string>();
      for (const { verb } of operations) {
        if (verb === 'get') wanted.add(get);
        if (verb === 'update') wanted.add(update);
        if (verb === 'patch') wanted.add(patch).add(apply);
      }
      if (wanted.size === 0) return [];
      const isPartial = wanted.size < all.length;
      const isUntyped = wanted.has(apply) && (isStatus ? types.apply === 'never' : !options.apply);
      if (isUntyped && isPartial) wanted.delete(apply);
      const create = file.runtimeValue(isStatus ? 'statusClient' : 'scaleClient');
      return [
        {
          type: isStatus
            ? `${file.runtimeType('StatusClient')}<${types.object}, ${types.apply}>`
            : file.runtimeType('ScaleClient'),
          call: `${create}(rest, ${descriptor}${namespaceArgument(resource)})`,
          local: name,
          methods: isPartial ? all.filter((method) => wanted.has(method)) : undefined,
          properties: [],
          without: isUntyped && !isPartial ? apply : undefined,
        },
      ];
    })
    .sort((a, b) => Number(b.local === 'status') - Number(a.local === 'status'));
}

/** Returns the first line of a client's interface, or several lines if it is long. */
function interfaceHead({ file }: EmitContext, client: string, parts: readonly Part[], isEmpty: boolean): string {
  const types = parts.map((part): Layout => {
    if (!part.methods && part.without === undefined) return part.type;
    const keys = part.methods ? [...part.properties, ...part.methods].map(quote).join(' | ') : quote(part.without ?? '');
    return [file.global(part.methods ? 'Pick' : 'Omit'), list('<', [part.type, keys], '>')];
  });
  const start = `export interface ${client}`;
  const end = isEmpty ? ' {}' : ' {';
  if (types.length === 1) return print([`${start} extends `, types, end]);
  const separated = types.map((type, at) => (at === 0 ? type : [',', lineBreak(' '), type]));
  return print(onOneLine(start, indent(lineBreak(' '), 'extends ', indent(separated)), end));
}

/** Returns the options of each subresource that returns text. */
function textOptionsOf({ file }: EmitContext, resource: Resource, names: ReadonlyMap<string, string>): TextOptionsView[] {
  return resource.subresources.flatMap(({ name, operations }) => {
    const read = operations.find(({ verb, returns }) => verb === 'get' && returns.is === 'text');
    const type = names.get(name);
    const parameters = read?.parameters.filter((parameter) => !impliedParameters.has(parameter.name)) ?? [];
    if (type === undefined || read === undefined || read.parameters.length === 0) return [];
    return [
      {
        comment: docComment({ description: `Options for reads of the subresource \`${name}\` of a ${resource.kind}.`, tags: [] }),
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

/** The parameters that a client sets by itself: the format of the response, and the end of the text. */
const impliedParameters: ReadonlySet<string> = new Set(['follow', 'pretty']);

/** Returns the method of a group version's client that returns the client of a resource. */
function accessorView(context: EmitContext, resource: Resource): AccessorView {
  const { group, file } = context;
  const { client, newClient, descriptor } = namesOf(group, resource);
  const name = propertyName(resource.accessor);
  const objects = pluralKind(resource);
  const signature = (about: string, text: string): AccessorView['signatures'][number] => ({
    comment: resourceComment(resource, `Returns a client ${about}.`, '  '),
    text,
  });
  const view = { key: objectKey(resource.accessor), descriptor, newClient, perNamespace: '', allNamespaces: '', methods: [] };
  if (!resource.namespaced) {
    const signatures = [signature(`for the ${objects} of the cluster`, `${name}(): ${client}`)];
    return { ...view, signatures, single: `() => ${newClient}(rest)` };
  }
  const one = signature(`for the ${objects} of one namespace`, `${name}(namespace: string): ${client}`);
  const canList = resource.verbs.includes('list') && resource.list !== undefined;
  const canWatch = resource.verbs.includes('watch') && resource.list !== undefined;
  if (!canList && !canWatch) {
    const required = file.runtimeValue('requireNamespace');
    return { ...view, signatures: [one], single: `(namespace) => ${newClient}(rest, ${required}(${descriptor}, namespace))` };
  }
  const types = resourceTypes(context, resource);
  const generic = `${file.runtimeType('AllNamespacesClient')}<${types.object}, ${types.list}>`;
  const methods = [...(canList ? ['list', 'iterate'] : []), ...(canWatch ? ['watch'] : [])];
  const isComplete = canList && canWatch;
  const type = isComplete ? generic : `${file.global('Pick')}<${generic}, ${methods.map(quote).join(' | ')}>`;
  const does = isComplete ? 'lists and watches' : canList ? 'lists' : 'watches';
  return {
    ...view,
    signatures: [one, signature(`that ${does} the ${objects} of all namespaces`, `${name}(): ${type}`)],
    single: '',
    perNamespace: file.runtimeValue('perNamespace'),
    allNamespaces: file.runtimeValue('allNamespacesClient'),
    methods: isComplete ? [] : methods.map((method) => `${method}: client.${method}`),
  };
}
