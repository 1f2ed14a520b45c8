import type { Resource, Subresource, SubresourceBody, SubresourceOperation } from '../model/index.js';
import { docComment } from './comment.js';
import type { ResourceTypes } from './descriptor.js';
import type { FileWriter } from './generated-file.js';
import type { Group, ModelIndex } from './model-index.js';
import { subresourceWord } from './names.js';
import { literal, quote } from './text.js';
import { typeText } from './type-text.js';
import { hasTypeMeta, plainDialect } from './types-file.js';

/** A method of a client, as the interface declares it and as the object has it. */
export interface Method {
  readonly comment: string;
  readonly name: string;
  readonly signature: string;
  readonly implementation: string;
}

/** Where a method is written. */
interface Place {
  readonly index: ModelIndex;
  readonly here: Group;
  readonly file: FileWriter;
  readonly resource: Resource;
  readonly types: ResourceTypes;
  readonly textOptions: ReadonlyMap<string, string>;
}

/** Subresources whose verbs have names of their own, by `subresource verb`. */
const ownNames: ReadonlyMap<string, string> = new Map([
  ['eviction create', 'evict'],
  ['binding create', 'bind'],
  ['finalize update', 'finalize'],
]);

/** The order in which the methods of a subresource stand. */
const verbOrder: readonly SubresourceOperation['verb'][] = ['get', 'create', 'update', 'patch', 'delete', 'connect'];

/** Subresources that answer with a `Status`, whatever documents say: Kubernetes writes down there what is sent. */
const answeredByStatus: ReadonlySet<string> = new Set(['eviction create', 'binding create']);

/** What the well-known subresources do, by method. */
const descriptions: ReadonlyMap<string, string> = new Map([
  ['evict', 'Evicts the object, as far as its disruption budget allows.'],
  ['bind', 'Binds the object to a node, as a scheduler does.'],
  ['finalize', "Replaces the object's own finalizers."],
  ['createToken', 'Asks for a token that stands for the service account.'],
  ['log', 'The log as far as it has been written.'],
  ['proxy', 'Sends a request on to what runs behind the object.'],
]);

/**
 * Whether a subresource is a `status` or a `scale` as the generic clients of the runtime have it. Some servers have subresources of these
 * names that take or return something else.
 */
export function isStandard({ name, operations }: Subresource): boolean {
  const body = name === 'status' ? 'self' : name === 'scale' ? 'scale' : undefined;
  return (
    body !== undefined &&
    operations.every(({ verb, sends, returns }) => verb !== 'connect' && returns.is === body && (!sends || sends.is === body))
  );
}

/** The methods for all subresources but status and scale. Those that need a stream of both directions (`exec`) are not among them. */
export function subresourceMethods(place: Place, taken: ReadonlySet<string>): Method[] {
  const names = new Set(taken);
  const methods: Method[] = [];
  for (const subresource of place.resource.subresources) {
    if (isStandard(subresource)) continue;
    for (const operation of [...subresource.operations].sort((a, b) => verbOrder.indexOf(a.verb) - verbOrder.indexOf(b.verb))) {
      for (const method of methodsOf(place, subresource, operation)) {
        let name = method.name;
        while (names.has(name)) name += 'Subresource';
        names.add(name);
        const description = descriptions.get(name) ?? `${method.does} the subresource \`${subresource.name}\`.`;
        methods.push({
          comment: docComment({ description, tags: [] }, '  '),
          name,
          signature: name + method.signature,
          implementation: method.implementation,
        });
      }
    }
  }
  return methods;
}

interface MethodDraft {
  readonly name: string;
  readonly does: string;
  /** What follows the name in the interface. */
  readonly signature: string;
  readonly implementation: string;
}

function methodsOf(place: Place, subresource: Subresource, operation: SubresourceOperation): MethodDraft[] {
  const { file } = place;
  const { verb } = operation;
  const word = subresourceWord(subresource.name);
  const name = ownNames.get(`${subresource.name} ${verb}`) ?? verb + word;
  const at = quote(subresource.name);
  const promise = (type: string): string => `${file.global('Promise')}<${type}>`;
  const returns = answeredByStatus.has(`${subresource.name} ${verb}`)
    ? file.runtimeType('Status')
    : bodyType(place, operation.returns);
  const options = (type: string): string => `options?: ${file.runtimeType(type)}`;
  const isText = operation.returns.is === 'text';
  switch (verb) {
    case 'get': {
      if (operation.returns.is === 'text') {
        const type = operation.parameters.length > 0 ? place.textOptions.get(subresource.name) : undefined;
        return [
          {
            name: subresource.name === 'log' ? 'log' : name,
            does: 'Reads',
            signature: `(name: string, options?: ${type ?? file.runtimeType('CallOptions')}): ${promise('string')}`,
            implementation: `(name, options) => subresource.text(${at}, name, options)`,
          },
        ];
      }
      return [
        {
          name,
          does: 'Reads',
          signature: `(name: string, ${options('GetOptions')}): ${promise(returns)}`,
          implementation: `(name, options) => subresource.get<${returns}>(${at}, name, options)`,
        },
      ];
    }
    case 'create': {
      // An eviction or a binding bears the name of its object, which servers check.
      const named = answeredByStatus.has(`${subresource.name} ${verb}`);
      const body = sentBody(place, operation, named ? ', metadata: { ...body.metadata, name }' : '');
      return [sendingMethod({ file, name, does: 'Sends to', at, verb, returns, isText, promise }, body)];
    }
    case 'update': {
      if (operation.sends?.is === 'self' && isStored(place)) {
        const call = isText
          ? `subresource.sendText('update', ${at}, object.metadata.name, object, options)`
          : `subresource.update<${returns}>(${at}, object.metadata.name, object, options)`;
        return [
          {
            name,
            does: 'Replaces',
            signature: `(object: ${file.runtimeType('UpdateInput')}<${place.types.object}>, ${options('UpdateOptions')}): ${promise(returns)}`,
            implementation: `(object, options) => ${call}`,
          },
        ];
      }
      const body = sentBody(place, operation);
      return [sendingMethod({ file, name, does: 'Replaces', at, verb, returns, isText, promise }, body)];
    }
    case 'patch': {
      const call = isText ? 'patchText' : `patch<${returns}>`;
      const patch: MethodDraft = {
        name,
        does: 'Changes parts of',
        signature: `(name: string, patch: ${file.runtimeType('Patch')}${isText ? '' : `<${returns}>`}, ${options('PatchOptions')}): ${promise(returns)}`,
        implementation: `(name, patch, options) => subresource.${call}(${at}, name, patch, options)`,
      };
      if (operation.sends?.is !== 'self' || place.types.apply === 'never') return [patch];
      const apply: MethodDraft = {
        name: `apply${word}`,
        does: 'Applies fields to',
        signature: `(configuration: ${place.types.apply}, options: ${file.runtimeType('ApplyOptions')}): ${promise(returns)}`,
        implementation: `(configuration, options) => subresource.apply<${returns}>(${at}, configuration.metadata.name, configuration, options)`,
      };
      return [patch, apply];
    }
    case 'delete': {
      const call = isText ? 'deleteText' : `delete<${returns}>`;
      return [
        {
          name,
          does: 'Deletes',
          signature: `(name: string, ${options('CallOptions')}): ${promise(returns)}`,
          implementation: `(name, options) => subresource.${call}(${at}, name, options)`,
        },
      ];
    }
    case 'connect':
      if (subresource.name !== 'proxy') return [];
      return [
        {
          name: 'proxy',
          does: 'Connects to',
          signature: `(name: string, request?: ${file.runtimeType('ProxyRequest')}): ${promise(file.runtimeType('ProxyResponse'))}`,
          implementation: '(name, request) => subresource.proxy(name, request)',
        },
      ];
  }
}

/** A method that sends something to a subresource. */
interface SendingMethod {
  readonly file: FileWriter;
  readonly name: string;
  readonly does: string;
  /** The subresource, quoted. */
  readonly at: string;
  readonly verb: 'create' | 'update';
  readonly returns: string;
  readonly isText: boolean;
  readonly promise: (type: string) => string;
}

/** Returns a method that takes the name of the object and a body, unless nothing is sent. */
function sendingMethod({ file, name, does, at, verb, returns, isText, promise }: SendingMethod, body: SentBody): MethodDraft {
  const call = isText ? `sendText(${quote(verb)}, ` : `${verb}<${returns}>(`;
  const options = `options?: ${file.runtimeType(verb === 'create' ? 'CreateOptions' : 'UpdateOptions')}`;
  return {
    name,
    does,
    signature: `(name: string, ${body.type === undefined ? '' : `body: ${body.type}, `}${options}): ${promise(returns)}`,
    implementation: `(name, ${body.type === undefined ? '' : 'body, '}options) => subresource.${call}${at}, name, ${body.expression}, options)`,
  };
}

/** Returns the type of a body as the API gives it. */
function bodyType({ index, here, file, types }: Place, body: SubresourceBody): string {
  switch (body.is) {
    case 'self':
      return types.object;
    case 'scale':
      return file.runtimeType('Scale');
    case 'status':
      return file.runtimeType('Status');
    case 'text':
      return 'string';
    case 'type':
      return typeText({ kind: 'reference', type: body.type, embedded: false }, plainDialect(index, here, file));
    case 'value':
      return typeText(body.schema, plainDialect(index, here, file));
  }
}

/** The parameter of a method for its body, and the expression that sends it. */
interface SentBody {
  /** Undefined if nothing is sent. */
  readonly type: string | undefined;
  readonly expression: string;
}

/** Returns the body of an operation. A kind may leave its `apiVersion` and `kind`, and whatever else is filled in, to the client. */
function sentBody(place: Place, { sends }: SubresourceOperation, filledIn = ''): SentBody {
  if (!sends) return { type: undefined, expression: 'undefined' };
  const { index, here, file, resource } = place;
  const name = sends.is === 'type' ? sends.type : sends.is === 'self' ? resource.object : undefined;
  if (!name || !hasTypeMeta(index, index.type(name))) return { type: bodyType(place, sends), expression: 'body' };
  const declared = index.type(name);
  const kind = declared.kind === 'object' && declared.role ? declared.role.apiKind : name.name;
  const apiVersion = index.group(name).apiVersion;
  const input = index.group(name) === here ? here.names.inputs.get(name.name) : undefined;
  return {
    type: input === undefined ? `${file.runtimeType('Input')}<${bodyType(place, sends)}>` : file.sibling('types', input, 'type'),
    expression: `{ ...body, apiVersion: ${literal(apiVersion)}, kind: ${literal(kind)}${filledIn} }`,
  };
}

function isStored({ index, resource }: Place): boolean {
  const type = index.type(resource.object);
  return type.kind === 'object' && type.role?.is === 'stored';
}
