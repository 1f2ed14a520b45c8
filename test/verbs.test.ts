/**
 * Every verb and every subresource of every kind of the built-in API, called once through the generated clients, over real sockets.
 * What is called is read off the descriptors, so a verb that a client lacks is a failure; what was sent is read off the server.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generate } from 'kube-client-gen';
import { groupVersionString, isNotFound, mergePatch, type RESTConfig, type ResourceInfo } from 'kube-client-runtime';
import { startApiServer, type ApiServer } from 'kube-client-testing';

type Method = (...args: unknown[]) => unknown;
type Client = Readonly<Record<string, Method>>;
/** What a method is called about: an object as it is now, the scale that was read of it, and what is applied to it. */
interface Call {
  readonly name: string;
  readonly object: object;
  readonly scale: unknown;
  readonly configuration: object;
}
/** A method of a client: what it is to be called with, and what the server is to see. */
interface Plan {
  readonly verb: string;
  readonly subresource?: string;
  /** The request names no object. */
  readonly ofCollection?: true;
  args(call: Call): unknown[];
}

const merge = mergePatch({ metadata: { labels: { b: 'c' } } });
const apply = { fieldManager: 'me' };
const named: Plan['args'] = ({ name }) => [name];
const whole: Plan['args'] = ({ object }) => [object];
const patched: Plan['args'] = ({ name }) => [name, merge];
const applied: Plan['args'] = ({ configuration }) => [configuration, apply];
const scaleApplied: Plan['args'] = ({ name }) => [
  name,
  { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name } },
  apply,
];

/** In the order in which they are called: an object is made first, and gone last. */
const collection: Readonly<Record<string, Plan>> = {
  create: { verb: 'create', ofCollection: true, args: whole },
  get: { verb: 'get', args: named },
  list: { verb: 'list', ofCollection: true, args: () => [] },
  iterate: { verb: 'list', ofCollection: true, args: () => [] },
  watch: { verb: 'watch', ofCollection: true, args: () => [{ resourceVersion: '0' }] },
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
  deleteCollection: { verb: 'deletecollection', ofCollection: true, args: () => [] },
};

/** `getStatus`, `updateScale`, and so on. */
function partOf(method: string): Plan {
  const [, verb = '', part = ''] = /^(get|update|patch|apply)([A-Z]\w+)$/.exec(method) ?? [];
  if (verb === '') throw new Error(`the test does not know how to call ${method}`);
  const subresource = part.toLowerCase();
  // A scale is no object of the kind, so the name of the object goes before it.
  const sent: Plan['args'] = subresource === 'scale' ? ({ name, scale }) => [name, scale] : whole;
  if (verb === 'get') return { verb, subresource, args: named };
  if (verb === 'update') return { verb, subresource, args: sent };
  if (verb === 'patch') return { verb, subresource, args: patched };
  return { verb: 'patch', subresource, args: subresource === 'scale' ? scaleApplied : applied };
}

/** The methods of a client in the order in which they are to be called. One that is not known fails. */
function plansOf(client: Client): (readonly [method: string, plan: Plan])[] {
  const methods = Object.keys(client).filter((key) => typeof client[key] === 'function');
  const there = (plans: Readonly<Record<string, Plan>>) => Object.entries(plans).filter(([method]) => methods.includes(method));
  const others = methods.filter((method) => !(method in collection) && !(method in actions) && !(method in gone));
  const parts = others.map((method) => [method, partOf(method)] as const);
  return [...there(collection), ...parts, ...there(actions), ...there(gone)];
}

/** What kinds need beside a name. */
const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
const workload = { spec: { replicas: 1, selector: { matchLabels: { a: 'b' } }, template } };
const content: Readonly<Record<string, object>> = {
  pods: { spec: template.spec },
  services: { spec: { ports: [{ port: 80 }] } },
  deployments: workload,
  replicasets: workload,
  statefulsets: workload,
  daemonsets: { spec: { selector: workload.spec.selector, template } },
  customresourcedefinitions: {
    spec: {
      group: 'example.com',
      scope: 'Cluster',
      names: { plural: 'things', kind: 'Thing' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  },
  bindings: { target: { name: 'node' } },
};
/** Names of kinds that do not let one choose. */
const names: Readonly<Record<string, string>> = {
  customresourcedefinitions: 'things.example.com',
  apiservices: 'v1.example.com',
};
/** What upgrades a connection has no client yet. */
const upgrades = ['attach', 'exec', 'portforward'];

const root = path.resolve(import.meta.dirname, '..');
let folder: string;
let server: ApiServer;
let clientset: Readonly<Record<string, Readonly<Record<string, Method>>>>;
type Generated = { createClientset: (config: RESTConfig) => typeof clientset } & Readonly<
  Record<string, Readonly<Record<string, ResourceInfo>>>
>;
let resources: [group: string, resource: ResourceInfo][];

beforeAll(async () => {
  await mkdir(path.join(root, '.cache'), { recursive: true });
  folder = await mkdtemp(path.join(root, '.cache/verbs-'));
  const { files } = await generate({ kubernetes: 'v1.36' });
  for (const file of files) {
    const target = path.join(folder, file.path);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.contents);
  }
  server = await startApiServer({ podLog: () => 'hello\n' });
  // Made a moment ago, so no type is known here; that the types are right is what type-mistakes.test.ts compiles.
  const { createClientset, ...groups } = (await import(path.join(folder, 'index.ts'))) as Generated;
  clientset = createClientset(server.restConfig());
  const isDescriptor = ([key]: [string, ResourceInfo]): boolean => key.endsWith('Resource');
  resources = Object.entries(groups).flatMap(([group, exported]) =>
    Object.entries(exported)
      .filter(isDescriptor)
      .map(([, resource]): (typeof resources)[number] => [group, resource]),
  );
}, 60_000);

afterAll(async () => {
  clientset['rest']?.['close']?.();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

function clientOf(group: string, resource: ResourceInfo): Client {
  const clients = clientset[group] ?? {};
  const accessor = Object.entries(clients).find(([key]) => key.toLowerCase() === resource.plural)?.[1];
  if (accessor === undefined) throw new Error(`${group} has no client of ${resource.plural}`);
  return (resource.namespaced ? accessor('default') : accessor()) as Client;
}

/** What a method gives, whatever its form: of a loop, its first turn. */
async function outcome(result: unknown): Promise<unknown> {
  if (typeof result !== 'object' || result === null || !(Symbol.asyncIterator in result)) return result;
  const loop = result as AsyncIterableIterator<unknown>;
  const { value } = await loop.next();
  await loop.return?.();
  return value;
}

/** The object as it is now; made anew where an earlier call has ended it. */
async function current(client: Client, name: string, object: object): Promise<object> {
  try {
    return (await client['get']?.(name)) as object;
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return (await client['create']?.(object)) as object;
  }
}

interface Discovered {
  readonly resources: readonly { readonly groupVersion: string; readonly resources: readonly { readonly name: string }[] }[];
}

/** What the server has: `v1 pods`, `apps/v1 deployments`. It leaves out some old and alpha versions. */
async function servedResources(): Promise<ReadonlySet<string>> {
  const { resources } = (await clientset['discovery']?.['serverGroupsAndResources']?.()) as Discovered;
  return new Set(resources.flatMap(({ groupVersion, resources }) => resources.map(({ name }) => `${groupVersion} ${name}`)));
}

test('every verb and subresource of every built-in kind is one request, and the server has an answer to it', async () => {
  const served = await servedResources();
  const counts = { kinds: 0, verbs: 0, subresources: 0, calls: 0, notServed: 0 };
  const wrong: string[] = [];

  for (const [group, resource] of resources) {
    const { plural, verbs, subresources } = resource;
    const client = clientOf(group, resource);
    const isServed = served.has(`${groupVersionString(resource)} ${plural}`);
    const name = names[plural] ?? 'a';
    const made = { metadata: { name, labels: { a: 'b' } }, ...content[plural] };
    const configuration = {
      apiVersion: groupVersionString(resource),
      kind: resource.kind,
      metadata: { name, labels: { c: 'd' } },
    };
    let scale: unknown = { metadata: { name } };
    const covered = new Set<string>();
    // A binding is of a pod, which is left as it was found: not there.
    const pods = plural === 'bindings' ? (clientset['coreV1']?.['pods']?.('default') as Client) : undefined;
    await pods?.['create']?.({ metadata: { name }, ...content['pods'] });

    for (const [method, plan] of plansOf(client)) {
      const exists = isServed && 'get' in client && method !== 'create';
      const object = exists ? await current(client, name, made) : made;
      server.clearRequests();
      counts.calls += 1;
      if (!isServed) counts.notServed += 1;
      try {
        const result = await outcome(client[method]?.(...plan.args({ name, object, scale, configuration })));
        if (method === 'getScale') scale = result;
      } catch (error) {
        if (isServed || !isNotFound(error)) wrong.push(`${group}.${plural} ${method}: ${String(error)}`);
      }
      const sent = server.requests.map((request) => [
        request.verb,
        request.resource,
        request.subresource,
        request.namespace,
        request.name,
      ]);
      const wanted = [
        plan.verb,
        plural,
        plan.subresource ?? '',
        resource.namespaced ? 'default' : '',
        plan.ofCollection === true ? '' : name,
      ];
      if (JSON.stringify(sent) !== JSON.stringify([wanted]))
        wrong.push(`${group}.${plural} ${method}: sent ${sent.join(' and ')}, not ${wanted.join()}`);
      covered.add(plan.subresource ?? plan.verb);
    }

    await pods?.['delete']?.(name, { gracePeriodSeconds: 0 });
    const callable = subresources.filter((subresource) => !upgrades.includes(subresource));
    for (const needed of [...verbs, ...callable])
      if (!covered.has(needed)) wrong.push(`${group}.${plural}: nothing calls ${needed}`);
    counts.kinds += 1;
    counts.verbs += verbs.length;
    counts.subresources += callable.length;
  }

  expect(wrong).toEqual([]);
  // Of the whole API; what the server leaves out are versions before v1, `autoscaling/v1` and component statuses.
  expect(counts).toEqual({ kinds: 95, verbs: 704, subresources: 52, calls: 1063, notServed: 327 });
}, 60_000);
