import type { Subresource, SubresourceBody, SubresourceOperation } from '../model/index.js';
import type { Definitions } from './definitions.js';
import { compareText } from './json.js';
import { knownType } from './known-types.js';
import type { Operation } from './operations.js';
import type { PathResource } from './paths.js';

/** The subresources of a resource, sorted by name, with the operations of each sorted by verb. */
export function subresourcesOf(resource: PathResource, definitions: Definitions): Subresource[] {
  return [...resource.subresources]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, operations]) => {
      const connects = operations.filter((operation) => operation.action === 'connect');
      const others = operations.filter((operation) => operation.action !== 'connect');
      const made = others.flatMap((operation) => toOperation(operation, resource, definitions));
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

function toOperation(operation: Operation, resource: PathResource, definitions: Definitions): SubresourceOperation[] {
  const verb = verbs.get(operation.method);
  if (verb === undefined) return [];
  const { parameters } = operation;
  const returns = body(operation.returns, operation.returnsText, resource, definitions);
  switch (verb) {
    case 'create':
    case 'update': {
      const sends = operation.sends === undefined ? returns : body(operation.sends, false, resource, definitions);
      return [{ verb, sends, returns, parameters }];
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

function body(
  definition: string | undefined,
  isText: boolean,
  resource: PathResource,
  definitions: Definitions,
): SubresourceBody {
  if (definition === undefined) return isText ? { is: 'text' } : { is: 'self' };
  if (/(^|\.)autoscaling\.v1\.Scale$/.test(definition)) return { is: 'scale' };
  const known = knownType(definition);
  if (known === 'Status') return { is: 'status' };
  const type = known === undefined ? definitions.type(definition) : undefined;
  const self = definitions.kindOf(resource);
  if (type === undefined || (self !== undefined && sameType(type, self))) return { is: 'self' };
  return { is: 'type', type };
}

function sameType(
  a: { group: string; version: string; name: string },
  b: { group: string; version: string; name: string },
): boolean {
  return a.group === b.group && a.version === b.version && a.name === b.name;
}
