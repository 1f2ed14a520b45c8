import type { QueryParameter } from '../model/index.js';
import { arrayMember, at, compareText, isObject, member, stringMember } from './json.js';
import type { JsonObject } from './json.js';
import { groupVersionKinds } from './packages.js';
import type { GroupVersionKindName } from './packages.js';

/** An operation of a path. */
export interface Operation {
  /** In upper case. */
  readonly method: string;
  /** What `x-kubernetes-action` says: `get`, `list`, `post`, `connect`, … */
  readonly action: string | undefined;
  readonly kind: GroupVersionKindName | undefined;
  /** The definition of the body; undefined where there is none, or it has no name. */
  readonly sends: string | undefined;
  /** The definition of the answer, or `text`. */
  readonly returns: string | undefined;
  readonly returnsText: boolean;
  /** The names of all query parameters. */
  readonly allParameters: ReadonlySet<string>;
  /** Those that are not common to all operations of Kubernetes, sorted by name. */
  readonly parameters: readonly QueryParameter[];
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'] as const;

/** Parameters that the options of every verb have. */
const common: ReadonlySet<string> = new Set([
  'allowWatchBookmarks',
  'continue',
  'dryRun',
  'fieldManager',
  'fieldSelector',
  'fieldValidation',
  'force',
  'gracePeriodSeconds',
  'ignoreStoreReadErrorWithClusterBreakingPotential',
  'labelSelector',
  'limit',
  'orphanDependents',
  'pretty',
  'propagationPolicy',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'shardSelector',
  'timeoutSeconds',
  'watch',
]);

/** The operations of a path item, in the order of their methods. References to shared parameters are followed. */
export function operationsOf(item: JsonObject, document: unknown): Operation[] {
  return methods.flatMap((method) => {
    const operation = member(item, method);
    if (!isObject(operation)) return [];
    const declared = [...arrayMember(item, 'parameters'), ...arrayMember(operation, 'parameters')].map((each) =>
      follow(each, document),
    );
    const query = new Map<string, JsonObject>();
    for (const parameter of declared) {
      const name = stringMember(parameter, 'name');
      if (isObject(parameter) && name !== undefined && member(parameter, 'in') === 'query') query.set(name, parameter);
    }
    const answer = answerSchema(operation, document);
    return [
      {
        method: method.toUpperCase(),
        action: stringMember(operation, 'x-kubernetes-action'),
        kind: groupVersionKinds(operation)[0],
        sends: definitionOf(bodySchema(operation, declared, document)),
        returns: definitionOf(answer),
        returnsText: member(answer, 'type') === 'string',
        allParameters: new Set(query.keys()),
        parameters: [...query]
          .filter(([name]) => !common.has(name))
          .sort(([a], [b]) => compareText(a, b))
          .map(([name, parameter]) => queryParameter(name, parameter)),
      },
    ];
  });
}

/** What a `$ref` into the same document points to; the value itself where it is no reference. */
function follow(value: unknown, document: unknown, hops = 0): unknown {
  const ref = stringMember(value, '$ref');
  if (ref === undefined || hops > 20) return value;
  return follow(at(document, ...pointer(ref)), document, hops + 1);
}

function pointer(ref: string): string[] {
  return ref.startsWith('#/') ? ref.slice(2).split('/').map(unescapePointer) : [];
}

function unescapePointer(word: string): string {
  let text = word;
  try {
    text = decodeURIComponent(word);
  } catch {
    // A stray percent sign: the word is meant as it stands.
  }
  return text.replace(/~1/g, '/').replace(/~0/g, '~');
}

/** The name of the definition that a `$ref` points to. */
export function referencedDefinition(ref: string): string | undefined {
  const words = pointer(ref);
  if (words.length === 2 && words[0] === 'definitions') return words[1];
  return words.length === 3 && words[0] === 'components' && words[1] === 'schemas' ? words[2] : undefined;
}

function definitionOf(schema: unknown): string | undefined {
  const ref = stringMember(schema, '$ref') ?? stringMember(arrayMember(schema, 'allOf')[0], '$ref');
  return ref === undefined ? undefined : referencedDefinition(ref);
}

function bodySchema(operation: JsonObject, parameters: readonly unknown[], document: unknown): unknown {
  const body = follow(member(operation, 'requestBody'), document);
  if (body !== undefined) return contentSchema(body);
  return member(
    parameters.find((parameter) => member(parameter, 'in') === 'body'),
    'schema',
  );
}

function answerSchema(operation: JsonObject, document: unknown): unknown {
  const responses = member(operation, 'responses');
  for (const code of ['200', '201', '202', 'default']) {
    const response = follow(member(responses, code), document);
    const schema = member(response, 'schema') ?? contentSchema(response);
    if (schema !== undefined) return schema;
  }
  return undefined;
}

/** The schema of a body of OpenAPI v3, whatever media type it is first given for. */
function contentSchema(body: unknown): unknown {
  const content = member(body, 'content');
  if (!isObject(content)) return undefined;
  const json = at(content, 'application/json', 'schema');
  return (
    json ??
    Object.values(content)
      .map((media) => member(media, 'schema'))
      .find((schema) => schema !== undefined)
  );
}

function queryParameter(name: string, parameter: JsonObject): QueryParameter {
  const declared = stringMember(parameter, 'type') ?? stringMember(member(parameter, 'schema'), 'type');
  const type = declared === 'integer' || declared === 'number' ? 'number' : declared === 'boolean' ? 'boolean' : 'string';
  const description = stringMember(parameter, 'description');
  return description === undefined ? { name, type } : { name, type, description };
}
