/**
 * Compares discovery in both forms, the OpenAPI documents of both versions, and responses for missing resources. Compares the
 * group versions that both servers have, without the differences of `docs/embedded-differences.md`.
 */
import { waitUntil } from '../real-server/processes.js';
import { lineOf } from '../suites/support/changes.js';
import type { Client, Reply } from '../suites/support/client.js';
import { useServers } from './support/servers.js';

const servers = useServers();

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Whether a path belongs to the difference `proxy`. */
const isLeftOut = (name: string): boolean => /(^|\/)(proxy|attach|exec|portforward|componentstatuses)(\/|$)/.test(name);

async function fieldsAt(client: Client, path: string, accept = 'application/json'): Promise<Fields> {
  const { status, body }: Reply = await client.send('GET', path, { headers: { accept } });
  if (status !== 200 || !isFields(body)) throw new Error(`GET ${path}: ${status}`);
  return body;
}

/** Returns the built-in group versions of a server, such as `v1` and `apps/v1`, from `/api` and `/apis`. */
async function groupVersions(client: Client): Promise<string[]> {
  const core = listOf((await fieldsAt(client, '/api'))['versions']).map(textOf);
  const groups = listOf((await fieldsAt(client, '/apis'))['groups']).flatMap((group) => listOf(fieldsOf(group)['versions']));
  return [...core, ...groups.map((version) => textOf(fieldsOf(version)['groupVersion']))];
}

async function shared(): Promise<string[]> {
  const { real, embedded } = await servers.both(groupVersions);
  expect(embedded.filter((name) => !real.includes(name))).toEqual([]);
  const both = embedded.filter((name) => real.includes(name));
  expect(both.length).toBeGreaterThan(20);
  return both.filter((name) => !name.split('/')[0]?.includes('example.com'));
}
const pathOf = (groupVersion: string): string => (groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`);

/**
 * A kind with all settings that affect discovery and OpenAPI. The definitions that `crds.test.ts` has installed are compared too.
 */
const group = 'shop.kube-client.dev';
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `orders.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: {
      plural: 'orders',
      singular: 'order',
      kind: 'Order',
      listKind: 'OrderList',
      shortNames: ['ord'],
      categories: ['all'],
    },
    versions: ['v1', 'v1beta1'].map((name) => ({
      name,
      served: true,
      storage: name === 'v1',
      selectableFields: [{ jsonPath: '.spec.color' }],
      subresources: { status: {}, scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } },
      schema: {
        openAPIV3Schema: {
          type: 'object',
          properties: {
            spec: { type: 'object', properties: { color: { type: 'string' }, replicas: { type: 'integer' } } },
            status: { type: 'object', properties: { replicas: { type: 'integer' } } },
          },
        },
      },
    })),
  },
};
const publishedWithinMs = 60_000;

/** Installs the definition. Resolves when all documents contain it, because a real server publishes them later. */
async function install(client: Client): Promise<void> {
  const { status } = await client.post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
  expect(status).toBe(201);
  await waitUntil(`the publication of orders.${group}`, [], publishedWithinMs, async () => {
    const index = fieldsOf((await fieldsAt(client, '/openapi/v3'))['paths']);
    const paths = fieldsOf((await fieldsAt(client, '/openapi/v2'))['paths']);
    const known = (await groupVersions(client)).map(pathOf);
    return known.every((root) => index[root.slice(1)] !== undefined) && paths[`/apis/${group}/v1beta1/orders`] !== undefined;
  });
}

beforeAll(async () => {
  await servers.both(install);
}, 2 * publishedWithinMs);

describe('discovery', () => {
  test('has the same resources in each group version', async () => {
    const known = await shared();
    const resources = async (client: Client): Promise<unknown> => {
      const lists = known.map(async (groupVersion) => {
        const { resources: found, ...rest } = await fieldsAt(client, pathOf(groupVersion));
        const named = listOf(found)
          .map(fieldsOf)
          .filter(({ name }) => !isLeftOut(textOf(name)));
        return { ...rest, resources: named.map(lineOf).sort() };
      });
      return Promise.all(lists);
    };
    const { real, embedded } = await servers.both(resources);
    expect(embedded).toEqual(real);
  });

  test('says the same of each group', async () => {
    const known = await shared();
    const groups = new Set(known.filter((name) => name.includes('/')).map((name) => name.split('/')[0] ?? ''));
    for (const group of groups) {
      const read = async (client: Client): Promise<unknown> => {
        const { versions, ...rest } = await fieldsAt(client, `/apis/${group}`);
        return {
          ...rest,
          versions: listOf(versions).filter((version) => known.includes(textOf(fieldsOf(version)['groupVersion']))),
        };
      };
      const { real, embedded } = await servers.both(read);
      expect(embedded).toEqual(real);
    }
  });

  test.each(['/api', '/apis'])('has the same resources in its aggregated form at %s', async (path) => {
    const known = await shared();
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
    const read = async (client: Client): Promise<unknown> => {
      const { items, ...rest } = await fieldsAt(client, path, accept);
      const groups = listOf(items).map((item) => {
        const { metadata, versions } = fieldsOf(item);
        const group = textOf(fieldsOf(metadata)['name']);
        const kept = listOf(versions)
          .map(fieldsOf)
          .filter(({ version }) => known.includes(group === '' ? textOf(version) : `${group}/${textOf(version)}`));
        return [group, kept.map(withoutLeftOut)] as const;
      });
      return { ...rest, groups: Object.fromEntries(groups.filter(([, versions]) => versions.length > 0)) };
    };
    const { real, embedded } = await servers.both(read);
    expect(embedded).toEqual(real);
  });
});

function withoutLeftOut({ resources, ...version }: Fields): unknown {
  const kept = listOf(resources)
    .map(fieldsOf)
    .filter(({ resource }) => !isLeftOut(textOf(resource)))
    .map(({ subresources, ...resource }) => {
      const below = listOf(subresources).filter((subresource) => !isLeftOut(textOf(fieldsOf(subresource)['subresource'])));
      return lineOf({ ...resource, ...(below.length > 0 && { subresources: below.map(lineOf).sort() }) });
    });
  return { ...version, resources: kept.sort() };
}

/** Returns the operations of a document, one per line. A generator creates methods from them. */
function operationsOf(document: Fields, isKept: (path: string) => boolean): string[] {
  return Object.entries(fieldsOf(document['paths']))
    .filter(([path]) => isKept(path) && !isLeftOut(path))
    .flatMap(([path, item]) =>
      Object.entries(fieldsOf(item)).flatMap(([method, operation]) => {
        const {
          operationId,
          responses,
          'x-kubernetes-action': action,
          'x-kubernetes-group-version-kind': of,
        } = fieldsOf(operation);
        if (action === undefined) return [];
        return [lineOf({ path, method, operationId, action, of, answers: Object.keys(fieldsOf(responses)).sort() })];
      }),
    )
    .sort();
}

/** Returns the kinds with a schema in a document, by the names of the schemas. */
function kindsOf(schemas: unknown): string[] {
  return Object.entries(fieldsOf(schemas))
    .flatMap(([name, schema]) =>
      listOf(fieldsOf(schema)['x-kubernetes-group-version-kind']).map((given) => {
        const { group, version, kind } = fieldsOf(given);
        return `${name}: ${textOf(kind)} ${textOf(version)} of "${textOf(group)}"`;
      }),
    )
    .sort();
}

describe('OpenAPI', () => {
  test('of version 3 has the same operations in each group version', async () => {
    for (const groupVersion of await shared()) {
      const read = async (client: Client): Promise<unknown> => {
        const document = await fieldsAt(client, `/openapi/v3${pathOf(groupVersion)}`);
        return operationsOf(document, () => true);
      };
      const { real, embedded } = await servers.both(read);
      expect(embedded).toEqual(real);
    }
  });

  test('of version 3 has the same schemas of the kinds of each group version, but for descriptions and enums', async () => {
    for (const groupVersion of await shared()) {
      const read = async (client: Client): Promise<Fields> => {
        const document = await fieldsAt(client, `/openapi/v3${pathOf(groupVersion)}`);
        return fieldsOf(bare(fieldsOf(document['components'])['schemas']));
      };
      const { real, embedded } = await servers.both(read);
      // Clients have their own types for meta/v1.
      const names = Object.keys(embedded).filter((name) => !name.startsWith('io.k8s.apimachinery.'));
      const of = (schemas: Fields): unknown => Object.fromEntries(names.map((name) => [name, schemas[name]]));
      expect(of(embedded)).toEqual(of(real));
      const left = kindsOf(real).filter((line) => line.endsWith(endOf(groupVersion)) && !isLeftOutKind(line));
      expect(kindsOf(embedded)).toEqual(expect.arrayContaining(left));
    }
  });

  test('of version 3 has an address of each document in its index, which changes with it', async () => {
    for (const groupVersion of await shared()) {
      const name = pathOf(groupVersion).slice(1);
      const read = async (client: Client): Promise<unknown> => {
        const url = textOf(fieldsOf(fieldsOf((await fieldsAt(client, '/openapi/v3'))['paths'])[name])['serverRelativeURL']);
        const { openapi } = await fieldsAt(client, url);
        return { url: url.replace(/=[0-9A-F]{128}$/, '=<hash>'), openapi };
      };
      const { real, embedded } = await servers.both(read);
      expect(embedded).toEqual(real);
    }
  });

  test('of version 2 has the same operations and kinds', async () => {
    const known = await shared();
    const roots = known.map((groupVersion) => `${pathOf(groupVersion)}/`);
    // Compare kinds that are served, not those that clients only send.
    const isServed = (line: string): boolean => known.some((name) => line.endsWith(endOf(name)));
    const read = async (client: Client): Promise<unknown> => {
      const document = await fieldsAt(client, '/openapi/v2');
      return {
        swagger: document['swagger'],
        operations: operationsOf(document, (path) => roots.some((root) => path.startsWith(root))),
        kinds: kindsOf(document['definitions']).filter((line) => isServed(line) && !isLeftOutKind(line)),
      };
    };
    const { real, embedded } = await servers.both(read);
    expect(embedded).toEqual(real);
  });
});

const isLeftOutKind = (line: string): boolean => /ComponentStatus|meta\.v1/.test(line);

/** Returns a schema without texts for people, and without enums, which depend on a feature of the real server. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (!isFields(value)) return value;
  const kept = Object.entries(value).filter(([key, held]) => {
    const isText = key === 'description' && typeof held === 'string';
    return !isText && key !== 'x-kubernetes-unions' && !(key === 'enum' && Array.isArray(held));
  });
  return Object.fromEntries(kept.map(([key, held]) => [key, bare(held)]));
}

/** Returns the end of the lines of a group version's kinds. */
function endOf(groupVersion: string): string {
  const [version, group = ''] = groupVersion.split('/').reverse();
  return ` ${version ?? ''} of "${group}"`;
}

describe('where there is nothing', () => {
  test.each([
    '/nothing',
    '/api/v2',
    '/api/v2/pods',
    '/api/v1/nothing',
    '/api/v1/namespaces/default/nothing',
    '/api/v1/namespaces/default/nothing/a',
    '/api/v1/namespaces/default/pods/a/nothing',
    '/apis/nothing.example.com',
    '/apis/nothing.example.com/v1',
    '/apis/nothing.example.com/v1/things',
    '/apis/nothing.example.com/v1/namespaces/default/things/a',
    '/apis/apps',
    '/apis/apps/v2',
    '/apis/apps/v2/deployments',
    '/apis/apps/v1/nothing',
    '/apis/apps/v1/namespaces/default/nothing',
    '/apis/apps/v1/namespaces/default/nothing/a/status',
    '/apis/batch/v1/namespaces/default/deployments',
    '/openapi/v3/apis/nothing.example.com/v1',
    '/openapi/v3/nothing',
    '/openapi/v4',
    '/openapi',
    '/version/',
    '/healthz',
    '/readyz/ping',
    '/livez/nothing',
  ])('%s is answered alike', async (path) => {
    const read = async (client: Client): Promise<unknown> => {
      const { status, body } = await client.get(path);
      // The version differs between servers.
      return path === '/version/' ? { status } : { status, body: client.comparable(body) };
    };
    const { real, embedded } = await servers.both(read);
    expect(embedded).toEqual(real);
  });

  test.each<['POST' | 'PUT' | 'PATCH' | 'DELETE', string]>([
    ['POST', '/apis/apps/v1/namespaces/default/nothing'],
    ['PUT', '/apis/apps/v1/namespaces/default/nothing/a'],
    ['DELETE', '/apis/apps/v1/namespaces/default/nothing/a'],
    ['POST', '/apis/nothing.example.com/v1/things'],
    ['DELETE', '/apis/nothing.example.com/v1/things/a'],
    ['POST', '/api/v1/namespaces/default/configmaps/a'],
    ['PUT', '/api/v1/namespaces/default/configmaps'],
    ['PATCH', '/api/v1/namespaces/default/configmaps'],
    ['DELETE', '/api/v1/namespaces'],
    ['POST', '/apis/apps/v1'],
    ['DELETE', '/api'],
  ])('%s %s is answered alike', async (method, path) => {
    const read = async (client: Client): Promise<unknown> => {
      const { status, body } = await client.send(method, path, { body: '{}' });
      return { status, body: client.comparable(body) };
    };
    const { real, embedded } = await servers.both(read);
    expect(embedded).toEqual(real);
  });
});
