/**
 * Calls every verb and every subresource of the generated clientset, kind by kind. Both servers must give the same responses,
 * including the complete Status of errors.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { groupVersionString, isNotFound, isStatusError, type ResourceInfo } from 'kube-client-runtime';
import { installCrd } from '../../examples/rediscluster/src/install-crd.js';
import { clientOf, generateClientset, type Clientset, type GeneratedClientset } from '../../test/support/generated-clientset.js';
import { kindsWithManifests, manifestOf, nameOf } from '../../test/support/manifests.js';
import { outcome, plansOf, type GeneratedClient } from '../../test/support/verb-plans.js';
import { changes, lineOf } from './support/changes.js';
import { firstAnswer } from './support/client.js';
import { testWithDifference, useServer } from './support/server.js';

const subject = useServer();
const root = path.join(import.meta.dirname, '../..');
const ownCrds = path.join(import.meta.dirname, 'support/crds.yaml');
const redisCrd = path.join(root, 'examples/rediscluster/crd.yaml');

const custom: Readonly<Record<string, object>> = {
  'boats.verbs.example.com': { spec: { color: 'red' } },
  'harbours.verbs.example.com': { spec: { replicas: 1 } },
  'redisclusters.cache.example.com': { spec: { image: 'redis:7', replicas: 1 } },
};
/** Kinds whose status the server's own controllers write asynchronously. */
const settling = new Set([
  'apiservices.apiregistration.k8s.io',
  'customresourcedefinitions.apiextensions.k8s.io',
  'flowschemas.flowcontrol.apiserver.k8s.io',
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io',
  'servicecidrs.networking.k8s.io',
]);
/** Kinds whose deletion the server's own controllers finish asynchronously. */
const going = new Set(['customresourcedefinitions.apiextensions.k8s.io']);
const keyOf = ({ group, plural }: ResourceInfo): string => (group === '' ? plural : `${plural}.${group}`);

let generated: GeneratedClientset;
let clientset: Clientset;
let served: ReadonlySet<string>;

beforeAll(async () => {
  const [boats = '', harbours = ''] = readFileSync(ownCrds, 'utf8').split('---\n');
  await installCrd(subject.rest, 'boats.verbs.example.com', boats);
  await installCrd(subject.rest, 'harbours.verbs.example.com', harbours);
  await installCrd(subject.rest, 'redisclusters.cache.example.com', readFileSync(redisCrd, 'utf8'));
  generated = await generateClientset({ kubernetes: 'v1.36', crd: [ownCrds, redisCrd] });
  clientset = generated.createClientset({ ...subject.config, middleware: [firstAnswer] });
  served = await servedResources();
});
afterAll(async () => {
  clientset['rest']?.['close']?.();
  await generated.remove();
});

interface Discovered {
  readonly resources: readonly { readonly groupVersion: string; readonly resources: readonly { readonly name: string }[] }[];
}
/** Returns the resources of the server: `v1 pods`, `apps/v1 deployments`. */
async function servedResources(): Promise<ReadonlySet<string>> {
  const { resources } = (await clientset['discovery']?.['serverGroupsAndResources']?.()) as Discovered;
  return new Set(resources.flatMap(({ groupVersion, resources }) => resources.map(({ name }) => `${groupVersion} ${name}`)));
}
const isServed = (resource: ResourceInfo): boolean => served.has(`${groupVersionString(resource)} ${resource.plural}`);

async function attempt(call: () => unknown): Promise<unknown> {
  try {
    return await outcome(call());
  } catch (error) {
    if (!isStatusError(error)) throw error;
    return error.status;
  }
}

/** Returns the object as it is now. Creates it again after an earlier call has deleted it. */
async function current(client: GeneratedClient, name: string, made: object, isGoing: boolean): Promise<object> {
  for (;;) {
    const found = (await attempt(() => client['get']?.(name))) as Existing;
    if (found.reason === 'NotFound') return (await client['create']?.(made)) as object;
    if (!isGoing || found.metadata?.deletionTimestamp === undefined) return found;
    await sleep(20);
  }
}

interface Existing {
  readonly reason?: string;
  readonly metadata?: { readonly deletionTimestamp?: string };
}

/** Returns the responses by method, as the changes to the previous object. */
async function callAll(group: string, resource: ResourceInfo): Promise<Record<string, string>> {
  const { namespace, client: plain } = subject;
  const client = clientOf(clientset, group, resource, namespace);
  const name = nameOf(resource.plural, resource.namespaced ? 'a' : `${namespace}-x`);
  const needed = custom[keyOf(resource)];
  const labels = { verbs: namespace };
  const made =
    needed === undefined ? manifestOf(resource, { name, namespace, labels }) : { metadata: { name, labels }, ...needed };
  const configuration = {
    apiVersion: groupVersionString(resource),
    kind: resource.kind,
    metadata: { name, labels: { c: 'd' } },
  };
  let scale: unknown = { metadata: { name } };
  const answers: Record<string, string> = {};
  const asTold = (value: unknown): unknown =>
    plain.comparable(settling.has(keyOf(resource)) ? withoutStatus(value) : readable(value));
  for (const [method, plan] of plansOf(client).filter(([method]) => method !== 'proxy')) {
    const exists = 'get' in client && method !== 'create';
    const object = exists ? await current(client, name, made, going.has(keyOf(resource))) : made;
    const result = await attempt(() =>
      client[method]?.(...plan.args({ name, object, scale, configuration, labelSelector: `verbs=${namespace}` })),
    );
    if (method === 'getScale') scale = result;
    answers[method] = lineOf(shown(asTold(object), asTold(result)));
  }
  return answers;
}

/** Returns objects, lists and events without values that are written asynchronously. */
function withoutStatus(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutStatus);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key, held]) => key !== 'status' || typeof held === 'string');
  return Object.fromEntries(kept.map(([key, held]) => [key, key === 'items' || key === 'object' ? withoutStatus(held) : held]));
}

/** Returns the text of a proxied response, and rules in a fixed order, because Go's maps have no order. */
function readable(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && 'status' in value && isRules(value.status)) {
    const { resourceRules, nonResourceRules, ...status } = value.status;
    return { ...value, status: { ...status, rules: [...resourceRules, ...nonResourceRules].map(lineOf).sort() } };
  }
  if (typeof value !== 'object' || value === null || !('body' in value && value.body instanceof Uint8Array)) return value;
  const text = Buffer.from(value.body).toString('utf8');
  return {
    status: 'status' in value ? value.status : undefined,
    body: text.startsWith('{') ? (JSON.parse(text) as unknown) : text,
  };
}

function isRules(status: unknown): status is { resourceRules: unknown[]; nonResourceRules: unknown[] } {
  return typeof status === 'object' && status !== null && 'resourceRules' in status && 'nonResourceRules' in status;
}

/** Returns the comparable part of a response. For lists and events, this is their content. */
function shown(before: unknown, after: unknown): unknown {
  if (typeof after !== 'object' || after === null) return after;
  if ('items' in after && Array.isArray(after.items))
    return { ...after, items: after.items.map((item) => changes(before, item)) };
  if ('object' in after) return { ...after, object: changes(before, after.object) };
  return changes(before, after);
}

function find(kind: string): readonly [group: string, resource: ResourceInfo] {
  // Use the newest of several versions.
  const found = generated.resources.filter(([, resource]) => keyOf(resource) === kind && isServed(resource)).at(-1);
  if (found === undefined) throw new Error(`the clientset has no client of ${kind}, or the server does not have it`);
  return found;
}
const allKinds = [...kindsWithManifests, ...Object.keys(custom)];
/** Reviews, whose result differs on a server without users and roles. */
const reviews = [
  'localsubjectaccessreviews.authorization.k8s.io',
  'selfsubjectrulesreviews.authorization.k8s.io',
  'subjectaccessreviews.authorization.k8s.io',
  'tokenreviews.authentication.k8s.io',
];

describe('every verb and subresource of', () => {
  test.each(allKinds.filter((kind) => !reviews.includes(kind)))('%s', async (kind) => {
    expect(await callAll(...find(kind))).toMatchSnapshot();
  });
});

describe('what is answered to', () => {
  for (const kind of reviews) {
    testWithDifference('reviews')(kind, async () => expect(await callAll(...find(kind))).toMatchSnapshot());
  }
});

describe('what is behind', () => {
  for (const kind of ['nodes', 'pods', 'services']) {
    testWithDifference('proxy')(`the proxy of ${kind}`, async () => {
      const [group, resource] = find(kind);
      const client = clientOf(clientset, group, resource, subject.namespace);
      const name = resource.namespaced ? 'p' : `${subject.namespace}-p`;
      await client['create']?.(manifestOf(resource, { name, namespace: subject.namespace }));
      const answer = await attempt(() => client['proxy']?.(name));
      expect(subject.client.comparable(readable(answer))).toMatchSnapshot();
    });
  }
});

test('no kind that the server has is left out above', () => {
  const known = new Set(allKinds);
  const left = generated.resources.filter(([, resource]) => isServed(resource) && !known.has(keyOf(resource)));
  // Component statuses, which `docs/embedded-differences.md` lists.
  expect(left.map(([, resource]) => keyOf(resource)).filter((kind) => kind !== 'componentstatuses')).toEqual([]);
});

test('a kind of a version that the server does not have is not found, with any verb', async () => {
  const absent = generated.resources.filter(([, resource]) => !isServed(resource));
  expect(absent.length).toBeGreaterThan(0);
  for (const [group, resource] of absent) {
    const client = clientOf(clientset, group, resource, subject.namespace);
    const configuration = { apiVersion: groupVersionString(resource), kind: resource.kind, metadata: { name: 'a' } };
    const object = { metadata: { name: 'a' } };
    const call = { name: 'a', object, scale: object, configuration, labelSelector: 'a=b' };
    for (const [method, plan] of plansOf(client)) {
      const refused = Promise.resolve().then(() => outcome(client[method]?.(...plan.args(call))));
      const wasNotFound = await refused.then(() => false, isNotFound);
      expect([keyOf(resource), method, wasNotFound]).toEqual([keyOf(resource), method, true]);
    }
  }
});
