import type { Resource, Subresource, SubresourceBody, SubresourceOperation } from '../model/index.js';
import { hasTypeMeta, namesOf, type EmitContext, type ResourceTypes } from './context.js';
import { subresourceWord } from './names.js';
import { docComment, literal, quote } from './text.js';
import { typeText } from './type-text.js';
import { plainDialect } from './types-file.js';

/** A method of a client: its signature in the interface, and its implementation in the object. */
export interface Method extends MethodShape {
  /** The complete comment of the method. */
  readonly comment: string;
}

interface MethodShape {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly returns: string;
  /** An arrow function: its parameters in parentheses, and the call that it returns. */
  readonly implementation: { readonly head: string; readonly call: string };
}

/** The context of an emitter of methods. */
interface MethodContext extends EmitContext {
  readonly resource: Resource;
  readonly types: ResourceTypes;
}

/** A method whose subresource is a stream in both directions. The types belong to the runtime. */
interface StreamMethod {
  readonly name: 'exec' | 'attach' | 'portForward';
  readonly parameter: 'options' | 'options?';
  readonly options: string;
  readonly result: string;
}

/** The verbs of subresources that have a name of their own, by `SUBRESOURCE VERB`. */
const ownNames: ReadonlyMap<string, string> = new Map([
  ['eviction create', 'evict'],
  ['binding create', 'bind'],
  ['finalize update', 'finalize'],
]);

/** The order of the methods of a subresource. */
const verbOrder: readonly SubresourceOperation['verb'][] = ['get', 'create', 'update', 'patch', 'delete', 'connect'];

/** The verbs that return a `Status`. The OpenAPI document of Kubernetes names the type of the request instead. */
const answeredByStatus: ReadonlySet<string> = new Set(['eviction create', 'binding create']);

/** The comments of well-known methods. */
const descriptions: ReadonlyMap<string, string> = new Map([
  ['evict', 'Evicts the object. The server refuses this as long as a disruption budget forbids it.'],
  ['bind', 'Binds the object to a node, as a scheduler does.'],
  ['finalize', 'Replaces the finalizers in the spec of the object.'],
  ['createToken', 'Requests a token for the service account.'],
  [
    'log',
    'Reads the log: as text if the result is awaited, line by line with `for await`, and as bytes with `stream()`. With `follow`, waits for further lines.',
  ],
  ['exec', 'Runs a command in a container. Resolves with its exit code and its output.'],
  ['attach', 'Attaches to the main process of a container. Resolves with its exit code and its output.'],
  ['portForward', 'Opens connections to ports of the object: streams, or listeners on local ports.'],
  ['proxy', 'Sends an HTTP request to the object through the API server.'],
]);

/**
 * Whether the runtime's generic client fits a subresource `status` or `scale`. Some servers have subresources with these names that take or
 * return something else.
 */
export function isStandard({ name, operations }: Subresource): boolean {
  const body = name === 'status' ? 'self' : name === 'scale' ? 'scale' : undefined;
  return (
    body !== undefined &&
    operations.every(({ verb, sends, returns }) => verb !== 'connect' && returns.is === body && (!sends || sends.is === body))
  );
}

/** The methods of subresources that are streams in both directions, by subresource. */
const streamMethods: ReadonlyMap<string, StreamMethod> = new Map([
  ['exec', { name: 'exec', parameter: 'options', options: 'ExecOptions', result: 'ExecResult' }],
  ['attach', { name: 'attach', parameter: 'options?', options: 'AttachOptions', result: 'ExecResult' }],
  ['portforward', { name: 'portForward', parameter: 'options?', options: 'PortForwardOptions', result: 'PortForward' }],
]);

/** Returns the methods of all subresources except status and scale. */
export function subresourceMethods(context: MethodContext, taken: ReadonlySet<string>): Method[] {
  const names = new Set(taken);
  const methods: Method[] = [];
  for (const subresource of context.resource.subresources) {
    if (isStandard(subresource)) continue;
    for (const operation of [...subresource.operations].sort((a, b) => verbOrder.indexOf(a.verb) - verbOrder.indexOf(b.verb))) {
      for (const method of methodsOf(context, subresource, operation)) {
        let name = method.name;
        while (names.has(name)) name += 'Subresource';
        names.add(name);
        const description = descriptions.get(name) ?? `${method.does} the subresource \`${subresource.name}\`.`;
        methods.push({ ...method, name, comment: docComment({ description, tags: [] }, '  ') });
      }
    }
  }
  return methods;
}

interface MethodDraft extends MethodShape {
  /** The beginning of the comment, such as `Reads`. */
  readonly does: string;
}

function methodsOf(context: MethodContext, subresource: Subresource, operation: SubresourceOperation): MethodDraft[] {
  const { file, group, resource, types } = context;
  const { verb, parameters } = operation;
  const word = subresourceWord(subresource.name);
  const name = ownNames.get(`${subresource.name} ${verb}`) ?? verb + word;
  const at = quote(subresource.name);
  const isAnsweredByStatus = answeredByStatus.has(`${subresource.name} ${verb}`);
  const isText = operation.returns.is === 'text' && !isAnsweredByStatus;
  const body = isAnsweredByStatus ? file.runtimeType('Status') : bodyType(context, operation.returns);
  const returns = `${file.global('Promise')}<${body}>`;
  const options = (type: string): string => `options?: ${type}`;
  switch (verb) {
    case 'get': {
      const draft = { name, does: 'Reads', returns };
      const head = '(name, options)';
      if (!isText) {
        const get = { head, call: `subresource.get<${body}>(${at}, name, options)` };
        return [{ ...draft, parameters: ['name: string', options(file.runtimeType('GetOptions'))], implementation: get }];
      }
      const own = parameters.length > 0 ? namesOf(group, resource).textOptions.get(subresource.name) : undefined;
      const text = { ...draft, parameters: ['name: string', options(own ?? file.runtimeType('CallOptions'))] };
      if (subresource.name === 'log') {
        const call = `subresource.log(${at}, name, options)`;
        return [{ ...text, name: 'log', returns: file.runtimeType('LogRequest'), implementation: { head, call } }];
      }
      return [{ ...text, implementation: { head, call: `subresource.text(${at}, name, options)` } }];
    }
    case 'create': {
      // Servers require that an eviction or a binding has the name of its object.
      const sent = sentBody(context, operation, isAnsweredByStatus ? ', metadata: { ...body.metadata, name }' : '');
      const call = isText ? `sendText('create', ` : `create<${body}>(`;
      return [{ name, does: 'Sends a request to', returns, ...sending(sent, file.runtimeType('CreateOptions'), `${call}${at}`) }];
    }
    case 'update': {
      const draft = { name, does: 'Replaces', returns };
      const updateOptions = file.runtimeType('UpdateOptions');
      const call = `${isText ? `sendText('update', ` : `update<${body}>(`}${at}`;
      if (operation.sends?.is !== 'self' || !isStored(context)) {
        return [{ ...draft, ...sending(sentBody(context, operation), updateOptions, call) }];
      }
      return [
        {
          ...draft,
          parameters: [`object: ${file.runtimeType('UpdateInput')}<${types.object}>`, options(updateOptions)],
          implementation: { head: '(object, options)', call: `subresource.${call}, object.metadata.name, object, options)` },
        },
      ];
    }
    case 'patch': {
      const patchType = `patch: ${file.runtimeType('Patch')}${isText ? '' : `<${body}>`}`;
      const call = isText ? 'patchText' : `patch<${body}>`;
      const patch: MethodDraft = {
        name,
        does: 'Patches',
        parameters: ['name: string', patchType, options(file.runtimeType('PatchOptions'))],
        returns,
        implementation: { head: '(name, patch, options)', call: `subresource.${call}(${at}, name, patch, options)` },
      };
      if (operation.sends?.is !== 'self' || types.apply === 'never') return [patch];
      const applied = `subresource.apply<${body}>(${at}, configuration.metadata.name, configuration, options)`;
      const apply: MethodDraft = {
        name: `apply${word}`,
        does: 'Applies fields to',
        parameters: [`configuration: ${types.apply}`, `options: ${file.runtimeType('ApplyOptions')}`],
        returns,
        implementation: { head: '(configuration, options)', call: applied },
      };
      return [patch, apply];
    }
    case 'delete': {
      const call = `subresource.${isText ? 'deleteText' : `delete<${body}>`}(${at}, name, options)`;
      return [
        {
          name,
          does: 'Deletes',
          parameters: ['name: string', options(file.runtimeType('CallOptions'))],
          returns,
          implementation: { head: '(name, options)', call },
        },
      ];
    }
    case 'connect': {
      const stream = streamMethods.get(subresource.name);
      if (stream !== undefined) {
        return [
          {
            name: stream.name,
            does: 'Connects to',
            parameters: ['name: string', `${stream.parameter}: ${file.runtimeType(stream.options)}`],
            returns: `${file.global('Promise')}<${file.runtimeType(stream.result)}>`,
            implementation: { head: '(name, options)', call: `subresource.${stream.name}(name, options)` },
          },
        ];
      }
      if (subresource.name !== 'proxy') return [];
      return [
        {
          name: 'proxy',
          does: 'Connects to',
          parameters: ['name: string', `request?: ${file.runtimeType('ProxyRequest')}`],
          returns: `${file.global('Promise')}<${file.runtimeType('ProxyResponse')}>`,
          implementation: { head: '(name, request)', call: 'subresource.proxy(name, request)' },
        },
      ];
    }
  }
}

/** Returns the shape of a method that takes the name of the object and a body, unless nothing is sent. */
function sending(body: SentBody, options: string, call: string): Pick<MethodShape, 'parameters' | 'implementation'> {
  const hasBody = body.type !== undefined;
  return {
    parameters: ['name: string', ...(hasBody ? [`body: ${body.type}`] : []), `options?: ${options}`],
    implementation: {
      head: hasBody ? '(name, body, options)' : '(name, options)',
      call: `subresource.${call}, name, ${body.expression}, options)`,
    },
  };
}

/** Returns the type of a body as the API gives it. */
function bodyType(context: MethodContext, body: SubresourceBody): string {
  switch (body.is) {
    case 'self':
      return context.types.object;
    case 'scale':
      return context.file.runtimeType('Scale');
    case 'status':
      return context.file.runtimeType('Status');
    case 'text':
      return 'string';
    case 'type':
      return typeText({ kind: 'reference', type: body.type, embedded: false }, plainDialect(context));
    case 'value':
      return typeText(body.schema, plainDialect(context));
  }
}

/** The type of a method's body, and the expression that sends it. */
interface SentBody {
  /** Undefined if nothing is sent. */
  readonly type: string | undefined;
  readonly expression: string;
}

/** Returns the body of an operation. The client adds `apiVersion`, `kind` and the text of `filledIn` to a kind. */
function sentBody(context: MethodContext, { sends }: SubresourceOperation, filledIn = ''): SentBody {
  if (!sends) return { type: undefined, expression: 'undefined' };
  const { model, group, file, resource } = context;
  const name = sends.is === 'type' ? sends.type : sends.is === 'self' ? resource.object : undefined;
  if (!name || !hasTypeMeta(model, name)) return { type: bodyType(context, sends), expression: 'body' };
  const declared = model.type(name);
  const kind = declared.kind === 'object' && declared.role ? declared.role.apiKind : name.name;
  const { apiVersion } = model.group(name);
  const input = model.group(name) === group ? group.names.inputs.get(name.name) : undefined;
  return {
    type: input === undefined ? `${file.runtimeType('Input')}<${bodyType(context, sends)}>` : file.sibling('types', input),
    expression: `{ ...body, apiVersion: ${literal(apiVersion)}, kind: ${literal(kind)}${filledIn} }`,
  };
}

function isStored({ model, resource }: MethodContext): boolean {
  const type = model.type(resource.object);
  return type.kind === 'object' && type.role?.is === 'stored';
}
