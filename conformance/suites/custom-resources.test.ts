/** CustomResourceDefinitions: installation, effects of schemas on objects, subresources, discovery and OpenAPI. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Reply } from './support/client.js';
import { kind, testWithDifference, useServer } from './support/server.js';

const subject = useServer();
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const same = (...replies: readonly Reply[]): void => expect(replies.map(subject.client.comparable)).toMatchSnapshot();

const spec = {
  type: 'object',
  required: ['size'],
  properties: {
    size: { type: 'integer', minimum: 1, maximum: 20 },
    replicas: { type: 'integer', default: 1 },
    color: { type: 'string', enum: ['red', 'green'], default: 'red' },
    name: { type: 'string', maxLength: 5, pattern: '^[a-z]+$' },
    port: { 'x-kubernetes-int-or-string': true },
    extra: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    tags: { type: 'array', maxItems: 2, items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
    since: { type: 'string', format: 'date-time' },
    choice: {
      type: 'object',
      properties: { a: { type: 'string' }, b: { type: 'string' } },
      oneOf: [{ required: ['a'] }, { required: ['b'] }],
    },
  },
};
const status = {
  type: 'object',
  properties: { replicas: { type: 'integer' }, phase: { type: 'string', enum: ['New', 'Done'] } },
};
const version = {
  name: 'v1',
  served: true,
  storage: true,
  subresources: { status: {}, scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } },
  selectableFields: [{ jsonPath: '.spec.color' }],
  schema: { openAPIV3Schema: { type: 'object', required: ['spec'], properties: { spec, status } } },
};
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gadgets.conformance.example.com' },
  spec: {
    group: 'conformance.example.com',
    scope: 'Namespaced',
    names: { plural: 'gadgets', kind: 'Gadget', shortNames: ['gd'], categories: ['all'] },
    versions: [version],
  },
};
const gadgets = '/apis/conformance.example.com/v1/namespaces/{ns}/gadgets';
const gadget = (name: string, more: object = { spec: { size: 1 } }): object => ({
  apiVersion: 'conformance.example.com/v1',
  kind: 'Gadget',
  metadata: { name },
  ...more,
});

interface Definition {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly group: string };
}
/** Installs a definition before the first test that needs it. It remains until the server is deleted. */
async function install(client: Client, wanted: Definition): Promise<void> {
  const created = await client.post(definitions, wanted);
  if (created.status !== 409 && created.status !== 201) throw new Error(JSON.stringify(created.body));
  const isServed = async (): Promise<boolean> => {
    const { body } = await client.get(`${definitions}/${wanted.metadata.name}`);
    const conditions: { type: string; status: string }[] = body.status?.conditions ?? [];
    const isEstablished = conditions.some(({ type, status: is }) => type === 'Established' && is === 'True');
    return isEstablished && (await client.get(`/apis/${wanted.spec.group}/v1`)).status === 200;
  };
  while (!(await isServed())) await sleep(50);
}
beforeEach(() => install(subject.client, definition));

describe('a definition', () => {
  test('that is installed has its names accepted and is established', async () => {
    const { body } = await subject.client.get(`${definitions}/gadgets.conformance.example.com`);
    const { acceptedNames, storedVersions, conditions } = body.status;
    expect({ acceptedNames, storedVersions }).toMatchSnapshot();
    expect(conditions.map(({ type, status: is, reason }: Record<string, string>) => [type, is, reason])).toEqual([
      ['NamesAccepted', 'True', 'NoConflicts'],
      ['Established', 'True', 'InitialNamesAccepted'],
    ]);
  });

  const changed = (change: object): object => ({ ...definition, spec: { ...definition.spec, ...change } });
  const withSchema = (openAPIV3Schema: object): object =>
    changed({ versions: [{ ...version, selectableFields: undefined, schema: { openAPIV3Schema } }] });
  test.each<[string, object]>([
    ['whose name is not of its plural and group', { ...definition, metadata: { name: 'others.conformance.example.com' } }],
    ['of a group without a dot', { ...changed({ group: 'conformance' }), metadata: { name: 'gadgets.conformance' } }],
    ['of an unknown scope', changed({ scope: 'Everywhere' })],
    ['without versions', changed({ versions: [] })],
    ['without a schema', changed({ versions: [{ name: 'v1', served: true, storage: true }] })],
    ['whose schema is not an object', withSchema({ type: 'string' })],
    ['with a property without a type', withSchema({ type: 'object', properties: { spec: {} } })],
    [
      'with a default that its schema refuses',
      withSchema({ type: 'object', properties: { spec: { type: 'integer', default: 'x' } } }),
    ],
    [
      'with uniqueItems',
      withSchema({ type: 'object', properties: { spec: { type: 'array', items: { type: 'string' }, uniqueItems: true } } }),
    ],
    ['in lower case where a kind is', changed({ names: { plural: 'gadgets', kind: 'a b' } })],
  ])('%s is refused', async (_, refused) => same(await subject.client.post(`${definitions}?dryRun=All`, refused)));

  testWithDifference('definition-words')('without a storage version, or with two, is refused', async () => {
    const { client } = subject;
    same(
      await client.post(`${definitions}?dryRun=All`, changed({ versions: [{ ...version, storage: false }] })),
      await client.post(`${definitions}?dryRun=All`, changed({ versions: [version, { ...version, name: 'v2' }] })),
    );
  });
  testWithDifference('regular-expression-words')('with an invalid pattern is refused', async () => {
    const refused = withSchema({ type: 'object', properties: { spec: { type: 'string', pattern: '(' } } });
    same(await subject.client.post(`${definitions}?dryRun=All`, refused));
  });
});

describe('an object', () => {
  test('has its defaults filled in and unknown fields left out', async () => {
    const { client } = subject;
    same(
      await client.post(
        gadgets,
        gadget('a', { spec: { size: 2, unknown: 1, extra: { kept: { deep: true } }, port: 'http' }, other: 1 }),
      ),
    );
  });

  test.each<[string, object]>([
    ['a bound', { spec: { size: 21 } }],
    ['a type', { spec: { size: 'x' } }],
    ['a missing field', { spec: {} }],
    ['a missing part', {}],
    ['an enum', { spec: { size: 1, color: 'blue' } }],
    ['a pattern and a length', { spec: { size: 1, name: 'Abcdefg' } }],
    ['a set', { spec: { size: 1, tags: ['a', 'a'] } }],
    ['a number of items', { spec: { size: 1, tags: ['a', 'b', 'c'] } }],
    ['a format', { spec: { size: 1, since: 'yesterday' } }],
    ['an int or string', { spec: { size: 1, port: 1.5 } }],
    ['one of two', { spec: { size: 1, choice: { a: 'a', b: 'b' } } }],
    ['null where a value is', { spec: { size: null } }],
  ])('that breaks %s is refused with the field', async (_, broken) =>
    same(await subject.client.post(gadgets, gadget('a', broken))),
  );

  test('that breaks several rules is refused with all of them', async () => {
    const { body } = await subject.client.post(gadgets, gadget('a', { spec: { size: 0, color: 'blue', name: 'A' } }));
    // Go's maps have no order.
    const fields: string[] = body.details.causes.map(({ field }: { field: string }) => field);
    expect(fields.sort()).toEqual(['spec.color', 'spec.name', 'spec.size']);
  });

  test('with unknown fields is refused where that is asked for', async () => {
    const { client } = subject;
    same(await client.post(`${gadgets}?fieldValidation=Strict`, gadget('a', { spec: { size: 1, unknown: 1 }, other: 1 })));
  });

  test('is selected by the fields that its definition names', async () => {
    const { client } = subject;
    await client.must('POST', gadgets, gadget('a', { spec: { size: 1, color: 'green' } }));
    await client.must('POST', gadgets, gadget('b'));
    const { body } = await client.get(`${gadgets}?fieldSelector=spec.color=green`);
    expect(body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)).toEqual(['a']);
    same(await client.get(`${gadgets}?fieldSelector=spec.size=1`));
  });

  test('has a generation that counts changes of what is asked for', async () => {
    const { client } = subject;
    await client.must('POST', gadgets, gadget('a'));
    const generations = [
      await client.patch(`${gadgets}/a`, 'merge', { spec: { size: 2 } }),
      await client.patch(`${gadgets}/a`, 'merge', { metadata: { labels: { a: 'b' } } }),
      await client.patch(`${gadgets}/a/status`, 'merge', { status: { phase: 'New' } }),
    ].map(({ body }) => body.metadata.generation);
    expect(generations).toEqual([2, 2, 2]);
  });
  test('is not patched strategically', async () => {
    const { client } = subject;
    await client.must('POST', gadgets, gadget('a'));
    same(await client.patch(`${gadgets}/a`, 'strategic-merge', { spec: { size: 2 } }));
  });
  test('needs a version to be replaced', async () => {
    const { client } = subject;
    await client.must('POST', gadgets, gadget('a'));
    same(await client.put(`${gadgets}/a`, gadget('a')));
  });
});

describe('what the embedded server leaves out', () => {
  const ruled = {
    ...definition,
    metadata: { name: 'ruled.rules.example.com' },
    spec: {
      ...definition.spec,
      group: 'rules.example.com',
      names: { plural: 'ruled', kind: 'Ruled' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: {
                  type: 'object',
                  properties: { a: { type: 'integer' } },
                  'x-kubernetes-validations': [{ rule: 'self.a < 10', message: 'a is below ten' }],
                },
              },
            },
          },
        },
      ],
    },
  };
  const ruledPath = '/apis/rules.example.com/v1/namespaces/{ns}/ruled?dryRun=All';
  const sized = (a: number): object => ({
    ...gadget('a', { spec: { a } }),
    apiVersion: 'rules.example.com/v1',
    kind: 'Ruled',
  });

  testWithDifference('rules')('is what a rule in CEL refuses', async () => {
    const { client } = subject;
    await install(client, ruled);
    same(await client.post(ruledPath, sized(10)));
  });
  test('it says of each write: the rules are not checked', async () => {
    const { rest, client } = subject;
    await install(client, ruled);
    const reply = await rest.raw({
      method: 'POST',
      path: `/apis/rules.example.com/v1/namespaces/${subject.namespace}/ruled`,
      query: [['dryRun', 'All']],
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify(sized(1)),
    });
    expect(reply.status).toBe(201);
    const warning = String(reply.headers['warning'] ?? '');
    expect(warning).toBe(kind === 'real' ? '' : '299 - "Ruled: x-kubernetes-validations are not checked by this test server"');
  });
  testWithDifference('large-numbers')('is the last digits of whole numbers beyond 2^53', async () => {
    const { client } = subject;
    await install(client, ruled);
    const body = JSON.stringify(sized(-4711)).replace('-4711', '-9007199254740993');
    const { body: text } = await subject.rest.raw({
      method: 'POST',
      path: `/apis/rules.example.com/v1/namespaces/${subject.namespace}/ruled`,
      query: [['dryRun', 'All']],
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body,
    });
    expect(Buffer.from(text).toString('utf8')).toContain('-9007199254740993');
  });
});

describe('subresources', () => {
  test('a status is written apart from the rest', async () => {
    const { client } = subject;
    await client.must('POST', gadgets, gadget('a', { spec: { size: 1 }, status: { phase: 'New' } }));
    const { body } = await client.get(`${gadgets}/a`);
    same(
      { status: 200, body },
      await client.put(`${gadgets}/a/status`, { ...body, spec: { size: 9 }, status: { phase: 'New', replicas: 1 } }),
      await client.patch(`${gadgets}/a/status`, 'merge', { spec: { size: 8 }, status: { phase: 'Other' } }),
      await client.patch(`${gadgets}/a`, 'merge', { status: { phase: 'Done' } }),
      await client.get(`${gadgets}/a/status`),
    );
  });
  test('a scale is read and written', async () => {
    const { client } = subject;
    await client.must('POST', gadgets, gadget('a'));
    const scale = await client.get(`${gadgets}/a/scale`);
    same(
      scale,
      await client.put(`${gadgets}/a/scale`, { ...scale.body, spec: { replicas: 5 } }),
      await client.patch(`${gadgets}/a/scale`, 'merge', { spec: { replicas: 6 } }),
      await client.patch(`${gadgets}/a/scale`, 'merge', { spec: { replicas: -1 } }),
      await client.get(`${gadgets}/a`),
    );
  });
});

describe('discovery', () => {
  test('has the group and its resources', async () => {
    const { client } = subject;
    same(await client.get('/apis/conformance.example.com'), await client.get('/apis/conformance.example.com/v1'));
  });
  test('has them aggregated', async () => {
    const { client } = subject;
    const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
    const find = async (): Promise<unknown> => {
      const { body } = await client.send('GET', '/apis', { headers: { accept } });
      return body.items.find(({ metadata }: { metadata: { name: string } }) => metadata.name === 'conformance.example.com');
    };
    let found = await find();
    // A real server updates aggregated discovery asynchronously.
    for (const deadline = Date.now() + 120_000; found === undefined && Date.now() < deadline; found = await find())
      await sleep(100);
    expect(client.comparable(found)).toMatchSnapshot();
  });
  test('has an OpenAPI document', async () => {
    const { client } = subject;
    const find = async (): Promise<string | undefined> =>
      (await client.get('/openapi/v3')).body.paths['apis/conformance.example.com/v1']?.serverRelativeURL;
    let url = await find();
    for (const deadline = Date.now() + 120_000; url === undefined && Date.now() < deadline; url = await find()) await sleep(100);
    const { body } = await client.get(url ?? 'absent');
    expect(
      Object.keys(body.paths)
        .filter((name) => name.includes('gadgets'))
        .sort(),
    ).toMatchSnapshot();
    expect(body.components.schemas['com.example.conformance.v1.Gadget'].properties.spec).toMatchSnapshot();
  });
});
