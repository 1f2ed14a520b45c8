import type { Schema, Subresource, SubresourceBody, SubresourceOperation, TypeName } from '../model/index.js';
import { pascalCase } from '../naming/identifier.js';
import { nestedTypeName } from '../naming/type-name.js';
import type { Definitions } from './definitions.js';
import { compareText } from './json.js';
import { knownType } from './known-types.js';
import type { Operation, Payload } from './operations.js';
import type { PathResource } from './paths.js';
import { toSchema } from './schema.js';
import { newTypeScope } from './type-scope.js';
import type { TypeTable } from './type-scope.js';

/** The place where the operations of a resource are read. */
interface Place {
  readonly resource: PathResource;
  /** The type of the objects. */
  readonly self: TypeName;
  readonly definitions: Definitions;
  readonly table: TypeTable;
}

/** Returns the subresources of a resource, sorted by name, with the operations of each sorted by verb. */
export function subresourcesOf(
  resource: PathResource,
  self: TypeName,
  definitions: Definitions,
  table: TypeTable,
): Subresource[] {
  const place: Place = { resource, self, definitions, table };
  return [...resource.subresources]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, operations]) => {
      const connects = operations.filter((operation) => operation.action === 'connect');
      const others = operations.filter((operation) => operation.action !== 'connect');
      const made = others.flatMap((operation) => toOperation(operation, name, place));
      if (connects.length > 0) made.push(toConnect(connects));
      return { name, operations: made.sort((a, b) => compareText(a.verb, b.verb)) };
    });
}

const verbs: ReadonlyMap<string, SubresourceOperation['verb']> = new Map([
  ['GET', 'get'],
  ['POST', 'create'],
  ['PUT', 'update'],
  ['PATCH', 'patch'],
  ['DELETE', 'delete'],
]);

function toOperation(operation: Operation, name: string, place: Place): SubresourceOperation[] {
  const verb = verbs.get(operation.method);
  if (verb === undefined) return [];
  const { parameters } = operation;
  const word = pascalCase(`${operation.method.toLowerCase()}-${name}`);
  const returns = bodyOf(operation.returns, `${word}Result`, place) ?? { is: 'text' };
  switch (verb) {
    case 'create':
    case 'update': {
      const sends = bodyOf(operation.sends, `${word}Body`, place);
      return [sends === undefined ? { verb, returns, parameters } : { verb, sends, returns, parameters }];
    }
    case 'patch':
      return [{ verb, sends: returns, returns, parameters }];
    default:
      return [{ verb, returns, parameters }];
  }
}

/** What goes over a connection has no type; its parameters are those of all methods together. */
function toConnect(operations: readonly Operation[]): SubresourceOperation {
  const parameters = new Map(operations.flatMap((operation) => operation.parameters.map((each) => [each.name, each])));
  return {
    verb: 'connect',
    methods: operations.map((operation) => operation.method).sort(compareText),
    returns: { is: 'text' },
    parameters: [...parameters.values()].sort((a, b) => compareText(a.name, b.name)),
  };
}

/** Returns a body as the model has it; undefined if the document does not describe it. Its inline parts are named after `name`. */
function bodyOf(
  payload: Payload | undefined,
  name: string,
  { resource, self, definitions, table }: Place,
): SubresourceBody | undefined {
  if (payload === undefined) return undefined;
  const { definition } = payload;
  if (definition !== undefined) {
    if (/(^|\.)autoscaling\.v1\.Scale$/.test(definition)) return { is: 'scale' };
    if (knownType(definition) === 'Status') return { is: 'status' };
  }
  const own = definition !== undefined && definitions.isKindOf(definition, resource);
  if (own) return { is: 'self' };
  const scope = newTypeScope(table, self.name, definitions.resolverFor(resource.document, ['paths']), definitions.schemaOf);
  const schema = toSchema(payload.schema, nestedTypeName(self.name, name, self.name), scope);
  if (isText(schema)) return { is: 'text' };
  if (schema.kind === 'reference') return sameType(schema.type, self) ? { is: 'self' } : { is: 'type', type: schema.type };
  return { is: 'value', schema };
}

/** Whether a schema is text, which servers send as it is, not as JSON. */
function isText(schema: Schema): boolean {
  return schema.kind === 'string' || (schema.kind === 'enum' && schema.values.every((value) => typeof value === 'string'));
}

function sameType(a: TypeName, b: TypeName): boolean {
  return a.group === b.group && a.version === b.version && a.name === b.name;
}
