import type { QueryParameter } from '../model/index.js';
import { arrayMember, at, compareText, isObject, member, stringMember } from './json.js';
import type { JsonObject } from './json.js';

/** The body of a request or of an answer, as a document describes it. */
export interface Payload {
  /** The definition that it is; undefined for a schema that stands in place. */
  readonly definition: string | undefined;
  readonly schema: unknown;
}

/** An operation of a path. */
export interface Operation {
  /** In upper case. */
  readonly method: string;
  /** The value of `x-kubernetes-action`: `get`, `list`, `post`, `connect`, … */
  readonly action: string | undefined;
  /** The kind that the operation names, whatever group version it names with it. */
  readonly kind: string | undefined;
  /** Undefined if the operation has no body. */
  readonly sends: Payload | undefined;
  /** The first successful answer that has a schema; undefined if none has one. */
  readonly returns: Payload | undefined;
  /** The names of all query parameters. */
  readonly allParameters: ReadonlySet<string>;
  /** Those that are not common to all operations of Kubernetes, sorted by name. */
  readonly parameters: readonly QueryParameter[];
  /** The references to shared parameters, bodies and answers that lead nowhere. */
  readonly dangling: readonly string[];
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

/** Returns the operations of a path item, in the order of their methods. Follows references to shared parameters, bodies and answers. */
export function operationsOf(item: JsonObject, document: unknown): Operation[] {
  return methods.flatMap((method) => {
    const operation = member(item, method);
    if (!isObject(operation)) return [];
    const dangling = new Set<string>();
    const follow = newFollower(document, dangling);
    const declared = [...arrayMember(item, 'parameters'), ...arrayMember(operation, 'parameters')].map(follow);
    const query = new Map<string, JsonObject>();
    for (const parameter of declared) {
      const name = stringMember(parameter, 'name');
      if (isObject(parameter) && name !== undefined && member(parameter, 'in') === 'query') query.set(name, parameter);
    }
    return [
      {
        method: method.toUpperCase(),
        action: stringMember(operation, 'x-kubernetes-action'),
        kind: kindNamed(operation),
        sends: payload(bodySchema(operation, declared, follow)),
        returns: payload(answerSchema(operation, follow)),
        allParameters: new Set(query.keys()),
        parameters: [...query]
          .filter(([name]) => !common.has(name))
          .sort(([a], [b]) => compareText(a, b))
          .map(([name, parameter]) => queryParameter(name, parameter)),
        dangling: [...dangling],
      },
    ];
  });
}

/** Returns the kind that an operation names; undefined if it names none. */
function kindNamed(operation: JsonObject): string | undefined {
  const extension = member(operation, 'x-kubernetes-group-version-kind');
  const kind = stringMember(Array.isArray(extension) ? extension[0] : extension, 'kind');
  return kind === '' ? undefined : kind;
}

/** Follows references within one document. Returns undefined for one that leads nowhere, or in a circle. */
type Follow = (value: unknown) => unknown;

/** The longest chain of references that is followed: no document needs more than two. */
const maximumHops = 20;

function newFollower(document: unknown, dangling: Set<string>): Follow {
  return (value) => {
    const first = stringMember(value, '$ref');
    let target = value;
    for (let hops = 0; hops <= maximumHops; hops++) {
      const ref = stringMember(target, '$ref');
      if (ref === undefined) break;
      target = hops === maximumHops || !ref.startsWith('#/') ? undefined : at(document, ...pointer(ref));
    }
    if (first !== undefined && !isObject(target)) dangling.add(first);
    return target;
  };
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

/** Returns the name of the definition that a `$ref` points to. */
export function referencedDefinition(ref: string): string | undefined {
  const words = pointer(ref);
  if (words.length === 2 && words[0] === 'definitions') return words[1];
  return words.length === 3 && words[0] === 'components' && words[1] === 'schemas' ? words[2] : undefined;
}

/** Returns a schema as a payload. OpenAPI v3 of Kubernetes wraps a reference in an `allOf` of one branch. */
function payload(schema: unknown): Payload | undefined {
  if (schema === undefined) return undefined;
  return { definition: definitionOf(schema), schema };
}

/** Returns the definition that a schema is; undefined for a schema that says more than that. */
export function definitionOf(schema: unknown): string | undefined {
  const all = arrayMember(schema, 'allOf');
  const ref = stringMember(schema, '$ref') ?? (all.length === 1 ? stringMember(all[0], '$ref') : undefined);
  return ref === undefined ? undefined : referencedDefinition(ref);
}

function bodySchema(operation: JsonObject, parameters: readonly unknown[], follow: Follow): unknown {
  const body = follow(member(operation, 'requestBody'));
  if (body !== undefined) return contentSchema(body);
  return member(
    parameters.find((parameter) => member(parameter, 'in') === 'body'),
    'schema',
  );
}

function answerSchema(operation: JsonObject, follow: Follow): unknown {
  const responses = member(operation, 'responses');
  for (const code of ['200', '201', '202', '2XX', 'default']) {
    const response = follow(member(responses, code));
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
