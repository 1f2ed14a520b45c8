import { startApiServer, type ApiServer } from '../index.js';
import { clientOf, type Client } from '../testdata/api-client.js';
import { widget, widgetCrd } from '../testdata/widgets.js';

let server: ApiServer;
let api: Client;

beforeEach(async () => {
  server = await startApiServer({ crds: [widgetCrd] });
  api = clientOf(server);
});
afterEach(() => server.stop());

const widgets = '/apis/example.com/v1/namespaces/default/widgets';
const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

test('a CRD is established and served at once, and deleted with its objects', async () => {
  const { body } = await api.get(`${crds}/widgets.example.com`);
  expect(body.status.conditions.map((c: { type: string; status: string }) => [c.type, c.status])).toEqual([
    ['NamesAccepted', 'True'],
    ['Established', 'True'],
  ]);
  expect(body.status.acceptedNames).toEqual({
    plural: 'widgets',
    singular: 'widget',
    shortNames: ['wd'],
    kind: 'Widget',
    listKind: 'WidgetList',
    categories: ['all'],
  });
  expect(body.status.storedVersions).toEqual(['v1']);
  expect((await api.post(widgets, widget('a', { size: 3 }))).status).toBe(201);
  await api.patch(`${widgets}/a`, 'merge', { metadata: { finalizers: ['example.com/keep'] } });
  await api.delete(`${crds}/widgets.example.com`);
  expect((await api.get(`${widgets}/a`)).body.metadata.deletionTimestamp).toBeDefined();
  await api.patch(`${widgets}/a`, 'merge', { metadata: { finalizers: null } });
  expect((await api.get(widgets)).status).toBe(404);
  expect((await api.get(`${crds}/widgets.example.com`)).status).toBe(404);
});

test('unknown fields are pruned with a warning, or rejected on request', async () => {
  const spec = {
    size: 1,
    bogus: 1,
    extra: { any: 'thing' },
    template: { apiVersion: 'v1', kind: 'X', metadata: { name: 'n' }, spec: { x: '1', y: 2 } },
  };
  const made = await api.post(widgets, widget('a', spec));
  expect(made.status).toBe(201);
  expect(made.body.spec).toEqual({
    size: 1,
    replicas: 1,
    color: 'red',
    extra: { any: 'thing' },
    template: { apiVersion: 'v1', kind: 'X', metadata: { name: 'n' }, spec: { x: '1' } },
  });
  expect(made.headers.get('warning')).toBe(
    '299 - "unknown field \\"spec.bogus\\"", 299 - "unknown field \\"spec.template.spec.y\\""',
  );
  const strict = await api.post(`${widgets}?fieldValidation=Strict`, widget('b', { size: 1, bogus: 1 }));
  expect([strict.status, strict.body.message]).toEqual([
    400,
    'Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "spec.bogus"',
  ]);
});

test.each([
  [
    'a number too large',
    { size: 25 },
    'FieldValueInvalid',
    'spec.size',
    'Invalid value: 25: spec.size in body should be less than or equal to 20',
  ],
  ['a missing field', {}, 'FieldValueRequired', 'spec.size', 'Required value'],
  [
    'a wrong type',
    { size: 'x' },
    'FieldValueTypeInvalid',
    'spec.size',
    'Invalid value: "string": spec.size in body must be of type integer: "string"',
  ],
  [
    'a value that is not in the enum',
    { size: 1, color: 'blue' },
    'FieldValueNotSupported',
    'spec.color',
    'Unsupported value: "blue": supported values: "red", "green"',
  ],
  ['a text too long', { size: 1, name: 'abcdef' }, 'FieldValueTooLong', 'spec.name', 'Too long: may not be more than 5 bytes'],
  [
    'a string that violates its pattern',
    { size: 1, name: 'A' },
    'FieldValueInvalid',
    'spec.name',
    'Invalid value: "A": spec.name in body should match \'^[a-z]+$\'',
  ],
  [
    'neither a number nor a string',
    { size: 1, port: true },
    'FieldValueTypeInvalid',
    'spec.port',
    'Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"',
  ],
  ['an item twice in a set', { size: 1, tags: ['a', 'a'] }, 'FieldValueDuplicate', 'spec.tags[1]', 'Duplicate value: "a"'],
  [
    'a key twice in a map',
    { size: 1, parts: [{ id: 'x' }, { id: 'x', count: 1 }] },
    'FieldValueDuplicate',
    'spec.parts[1]',
    'Duplicate value: {"id":"x"}',
  ],
  [
    'too many items',
    { size: 1, tags: ['a', 'b', 'c', 'd'] },
    'FieldValueTooMany',
    'spec.tags',
    'Too many: 4: must have at most 3 items',
  ],
  [
    'a resource without a kind',
    { size: 1, template: { apiVersion: 'v1', spec: {} } },
    'FieldValueRequired',
    'spec.template.kind',
    'Required value: must not be empty',
  ],
  [
    'two alternatives of oneOf',
    { size: 1, choice: { a: '1', b: '2' } },
    'FieldValueInvalid',
    '<nil>',
    'Invalid value: "": "spec.choice" must validate one and only one schema (oneOf). Found 2 valid alternatives',
  ],
  [
    'an invalid time',
    { size: 1, since: 'yesterday' },
    'FieldValueTypeInvalid',
    'spec.since',
    'Invalid value: "yesterday": spec.since in body must be of type date-time: "yesterday"',
  ],
])('%s is rejected with the message of the server', async (_name, spec, reason, field, message) => {
  const { status, body } = await api.post(widgets, widget('a', spec));
  expect(status).toBe(422);
  expect(body.details.causes).toEqual([{ reason, message, field }]);
  expect(body.message).toBe(`Widget.example.com "a" is invalid: ${field}: ${message}`);
});

test('spec and status are written separately, and only the spec increments the generation', async () => {
  const made = await api.post(widgets, widget('a', { size: 1 }, { status: { phase: 'Done' } }));
  expect([made.body.status, made.body.metadata.generation]).toEqual([undefined, 1]);
  const status = await api.patch(`${widgets}/a/status`, 'merge', {
    metadata: { labels: { x: 'y' } },
    spec: { size: 9 },
    status: { phase: 'New', replicas: 2, selector: 'a=b' },
  });
  expect(status.body).toMatchObject({ spec: { size: 1 }, status: { phase: 'New' }, metadata: { generation: 1 } });
  expect(status.body.metadata.labels).toBeUndefined();
  const main = await api.patch(`${widgets}/a`, 'merge', { spec: { size: 2 }, status: { phase: 'Done' } });
  expect(main.body).toMatchObject({ spec: { size: 2 }, status: { phase: 'New' }, metadata: { generation: 2 } });
  const wrong = await api.patch(`${widgets}/a/status`, 'merge', { status: { phase: 'Odd' } });
  expect(wrong.body.details.causes[0].field).toBe('status.phase');
  const scaled = await api.patch(`${widgets}/a/scale`, 'merge', { spec: { replicas: 5 } });
  expect(scaled.body).toMatchObject({ kind: 'Scale', spec: { replicas: 5 }, status: { replicas: 2, selector: 'a=b' } });
  expect((await api.get(`${widgets}/a`)).body).toMatchObject({ spec: { replicas: 5 }, metadata: { generation: 3 } });
});

test('an update needs a resource version', async () => {
  const { body } = await api.post(widgets, widget('a'));
  const { resourceVersion: _version, ...metadata } = body.metadata;
  const blind = await api.put(`${widgets}/a`, { ...body, metadata });
  expect([blind.status, blind.body.message]).toEqual([
    422,
    'widgets.example.com "a" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
  ]);
});

test('each version returns the same object, and a deprecated one sends a warning', async () => {
  await api.post(widgets, widget('a'));
  const { body, headers } = await api.get('/apis/example.com/v1alpha1/namespaces/default/widgets/a');
  expect(body).toMatchObject({ apiVersion: 'example.com/v1alpha1', kind: 'Widget', spec: { size: 1 } });
  expect(headers.get('warning')).toBe('299 - "example.com/v1alpha1 Widget is deprecated; use example.com/v1 Widget"');
});

test('selectable fields can be used in selectors, and other fields are rejected', async () => {
  await api.post(widgets, widget('a', { size: 1, color: 'green' }));
  await api.post(widgets, widget('b'));
  const { body } = await api.get(`${widgets}?fieldSelector=spec.color%3Dgreen`);
  expect(body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual(['a']);
  const other = await api.get(`${widgets}?fieldSelector=spec.size%3D1`);
  expect([other.status, other.body.message]).toEqual([400, 'field label not supported: spec.size']);
});

test.each([
  ['a name that is not plural and group', { metadata: { name: 'x.example.com' } }, 'metadata.name'],
  ['a group without a dot', { spec: { group: 'example' } }, 'spec.group'],
  [
    'no storage version',
    { spec: { versions: [{ name: 'v1', served: true, storage: false, schema: { openAPIV3Schema: { type: 'object' } } }] } },
    'spec.versions',
  ],
  ['no schema', { spec: { versions: [{ name: 'v1', served: true, storage: true }] } }, 'spec.versions[0].schema.openAPIV3Schema'],
  [
    'a schema that is not structural',
    {
      spec: {
        versions: [
          { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { a: {} } } } },
        ],
      },
    },
    'spec.validation.openAPIV3Schema.properties[a].type',
  ],
  [
    'a protected group without approval',
    { metadata: { name: 'gadgets.x.k8s.io' }, spec: { group: 'x.k8s.io' } },
    'metadata.annotations[api-approved.kubernetes.io]',
  ],
])('a CRD with %s is rejected', async (_name, change, field) => {
  const base = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'gadgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'gadgets', kind: 'Gadget' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    },
  };
  const crd = {
    ...base,
    ...change,
    metadata: { ...base.metadata, ...('metadata' in change ? change.metadata : {}) },
    spec: { ...base.spec, ...('spec' in change ? change.spec : {}) },
  };
  const { status, body } = await api.post(crds, crd);
  expect(status).toBe(422);
  expect(body.details.causes.map((cause: { field: string }) => cause.field)).toContain(field);
});

test('rules that this server cannot evaluate cause a warning', async () => {
  const schema = {
    type: 'object',
    properties: {
      spec: { type: 'object', properties: { a: { type: 'integer' } }, 'x-kubernetes-validations': [{ rule: 'self.a > 0' }] },
    },
  };
  const made = await api.post(crds, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'rules.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Cluster',
      names: { plural: 'rules', kind: 'Rule' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  });
  expect(made.status).toBe(201);
  const rule = await api.post('/apis/example.com/v1/rules', {
    apiVersion: 'example.com/v1',
    kind: 'Rule',
    metadata: { name: 'r' },
    spec: { a: 1 },
  });
  expect(rule.headers.get('warning')).toBe('299 - "Rule: x-kubernetes-validations are not checked by this test server"');
});

test('an invalid value from before a stricter schema is accepted while it is unchanged', async () => {
  await api.post(widgets, widget('a', { size: 15 }));
  const { body } = await api.get(`${crds}/widgets.example.com`);
  body.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.size.maximum = 10;
  expect((await api.put(`${crds}/widgets.example.com`, body)).status).toBe(200);
  expect((await api.patch(`${widgets}/a`, 'merge', { spec: { color: 'green' } })).status).toBe(200);
  expect((await api.patch(`${widgets}/a`, 'merge', { spec: { size: 14 } })).status).toBe(422);
});
