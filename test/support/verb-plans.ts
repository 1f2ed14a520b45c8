/** The calls of each method of a generated client, for any kind. */
import { mergePatch } from 'kube-client-runtime';

export type Method = (...args: unknown[]) => unknown;
export type GeneratedClient = Readonly<Record<string, Method>>;

/** The arguments of a method: the current object, its scale, and a configuration to apply. */
export interface Call {
  readonly name: string;
  readonly object: object;
  readonly scale: unknown;
  readonly configuration: object;
  /** The selector of the objects that these calls create. */
  readonly labelSelector: string;
}

/** A method of a client: its arguments, and the request that the server must receive. */
export interface Plan {
  readonly verb: string;
  readonly subresource?: string;
  /** Whether the request has no object name. */
  readonly ofCollection?: true;
  args(call: Call): unknown[];
}

const merge = mergePatch({ metadata: { labels: { b: 'c' } } });
const apply = { fieldManager: 'me' };
const named: Plan['args'] = ({ name }) => [name];
const whole: Plan['args'] = ({ object }) => [object];
const patched: Plan['args'] = ({ name }) => [name, merge];
const applied: Plan['args'] = ({ configuration }) => [configuration, apply];
const selected: Plan['args'] = ({ labelSelector }) => [{ labelSelector }];
const scaleApplied: Plan['args'] = ({ name }) => [
  name,
  { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name }, spec: { replicas: 2 } },
  { ...apply, force: true },
];

/** In the order of the calls: the object is created first and deleted last. */
const collection: Readonly<Record<string, Plan>> = {
  create: { verb: 'create', ofCollection: true, args: whole },
  get: { verb: 'get', args: named },
  list: { verb: 'list', ofCollection: true, args: selected },
  iterate: { verb: 'list', ofCollection: true, args: selected },
  watch: { verb: 'watch', ofCollection: true, args: ({ labelSelector }) => [{ resourceVersion: '0', labelSelector }] },
  update: { verb: 'update', args: whole },
  patch: { verb: 'patch', args: patched },
  apply: { verb: 'patch', args: applied },
};
const actions: Readonly<Record<string, Plan>> = {
  log: { verb: 'get', subresource: 'log', args: named },
  proxy: { verb: 'get', subresource: 'proxy', args: named },
  bind: { verb: 'create', subresource: 'binding', args: ({ name }) => [name, { metadata: { name }, target: { name: 'node' } }] },
  createToken: { verb: 'create', subresource: 'token', args: ({ name }) => [name, { spec: { audiences: [] } }] },
  finalize: { verb: 'update', subresource: 'finalize', args: whole },
};
const gone: Readonly<Record<string, Plan>> = {
  evict: { verb: 'create', subresource: 'eviction', args: ({ name }) => [name, { metadata: { name } }] },
  delete: { verb: 'delete', args: named },
  deleteCollection: { verb: 'deletecollection', ofCollection: true, args: selected },
};

/** Methods that open a WebSocket. They have suites of their own. */
const streams: ReadonlySet<string> = new Set(['attach', 'exec', 'portForward']);

/** The methods of subresources: `getStatus`, `updateScale`, and so on. */
function partOf(method: string): Plan {
  const [, verb = '', part = ''] = /^(get|update|patch|apply)([A-Z]\w+)$/.exec(method) ?? [];
  if (verb === '') throw new Error(`nobody knows how to call ${method}`);
  const subresource = part.toLowerCase();
  // A scale is not an object of the kind, so its name is a separate argument.
  const sent: Plan['args'] = subresource === 'scale' ? ({ name, scale }) => [name, scale] : whole;
  if (verb === 'get') return { verb, subresource, args: named };
  if (verb === 'update') return { verb, subresource, args: sent };
  if (verb === 'patch') return { verb, subresource, args: patched };
  return { verb: 'patch', subresource, args: subresource === 'scale' ? scaleApplied : applied };
}

/** Returns the methods of a client in the order of their calls. Throws for an unknown method. */
export function plansOf(client: GeneratedClient): (readonly [method: string, plan: Plan])[] {
  const methods = Object.keys(client).filter((key) => typeof client[key] === 'function' && !streams.has(key));
  const there = (plans: Readonly<Record<string, Plan>>) => Object.entries(plans).filter(([method]) => methods.includes(method));
  const others = methods.filter((method) => !(method in collection) && !(method in actions) && !(method in gone));
  const parts = others.map((method) => [method, partOf(method)] as const);
  return [...there(collection), ...parts, ...there(actions), ...there(gone)];
}

/** Returns the result of a method of any form. For a loop, this is its first item. */
export async function outcome(result: unknown): Promise<unknown> {
  // A log is iterable, and a promise of its text.
  if (typeof result !== 'object' || result === null || 'then' in result || !(Symbol.asyncIterator in result)) return result;
  const loop = result as AsyncIterableIterator<unknown>;
  const { value } = await loop.next();
  await loop.return?.();
  return value;
}
