/**
 * Calls every verb and every subresource of every built-in kind once through the generated clients, over real sockets.
 *
 * The calls come from the descriptors, so a missing verb is a failure. The requests come from the server's record.
 */
import { groupVersionString, isNotFound } from 'kube-client-runtime';
import { startApiServer, type ApiServer } from 'kube-client-testing';
import { clientOf, generateClientset, type Clientset, type GeneratedClientset } from './support/generated-clientset.js';
import { manifestOf, nameOf } from './support/manifests.js';
import { outcome, plansOf, type GeneratedClient } from './support/verb-plans.js';

/** The subresources that upgrade a connection, which have no methods. */
const upgrades = ['attach', 'exec', 'portforward'];

let server: ApiServer;
let generated: GeneratedClientset;
let clientset: Clientset;

beforeAll(async () => {
  generated = await generateClientset({ kubernetes: 'v1.36' });
  server = await startApiServer({ podLog: () => 'hello\n' });
  clientset = generated.createClientset(server.restConfig());
});

afterAll(async () => {
  clientset['rest']?.['close']?.();
  await server.stop();
  await generated.remove();
});

/** Returns the current object. Creates it again if an earlier call has deleted it. */
async function current(client: GeneratedClient, name: string, object: object): Promise<object> {
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

/** Returns the resources of the server: `v1 pods`, `apps/v1 deployments`. Some old and alpha versions are missing. */
async function servedResources(): Promise<ReadonlySet<string>> {
  const { resources } = (await clientset['discovery']?.['serverGroupsAndResources']?.()) as Discovered;
  return new Set(resources.flatMap(({ groupVersion, resources }) => resources.map(({ name }) => `${groupVersion} ${name}`)));
}

test('every verb and subresource of every built-in kind is one request, and the server has an answer to it', async () => {
  const served = await servedResources();
  const counts = { kinds: 0, verbs: 0, subresources: 0, calls: 0, notServed: 0 };
  const wrong: string[] = [];

  for (const [group, resource] of generated.resources) {
    const { plural, verbs, subresources } = resource;
    const client = clientOf(clientset, group, resource, 'default');
    const isServed = served.has(`${groupVersionString(resource)} ${plural}`);
    const name = nameOf(plural, 'a');
    const made = manifestOf(resource, { name, labels: { a: 'b' } });
    const configuration = {
      apiVersion: groupVersionString(resource),
      kind: resource.kind,
      metadata: { name, labels: { c: 'd' } },
    };
    let scale: unknown = { metadata: { name } };
    const covered = new Set<string>();
    // A binding refers to a pod, which does not exist here.
    const pods = plural === 'bindings' ? (clientset['coreV1']?.['pods']?.('default') as GeneratedClient) : undefined;
    await pods?.['create']?.(manifestOf({ group: '', plural: 'pods' }, { name }));

    for (const [method, plan] of plansOf(client)) {
      const exists = isServed && 'get' in client && method !== 'create';
      const object = exists ? await current(client, name, made) : made;
      server.clearRequests();
      counts.calls += 1;
      if (!isServed) counts.notServed += 1;
      try {
        const result = await outcome(
          client[method]?.(...plan.args({ name, object, scale, configuration, labelSelector: 'a=b' })),
        );
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
  // The server omits versions before v1, `autoscaling/v1` and component statuses of the complete API.
  expect(counts).toEqual({ kinds: 95, verbs: 704, subresources: 52, calls: 1063, notServed: 327 });
});
