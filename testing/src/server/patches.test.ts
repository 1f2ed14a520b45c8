import { startApiServer, type ApiServer } from '../index.js';
import { clientOf, configMap, type Client, type Reply } from '../testdata/api-client.js';
import { widget, widgetCrd } from '../testdata/widgets.js';

let server: ApiServer;
let api: Client;

beforeEach(async () => {
  server = await startApiServer({ crds: [widgetCrd] });
  api = clientOf(server);
});
afterEach(() => server.stop());

const pods = '/api/v1/namespaces/default/pods';
const pod = (name: string, more: object = {}): object => ({
  metadata: { name },
  spec: {
    containers: [
      { name: 'a', image: 'x:1' },
      { name: 'b', image: 'y:1' },
    ],
    ...more,
  },
});
const images = ({ body }: Reply): string[] => {
  const containers: { name: string; image: string }[] = body.spec.containers;
  return containers.map(({ name, image }) => `${name}=${image}`);
};

test('a strategic merge patch merges lists of built-in kinds by their keys', async () => {
  await api.post(pods, pod('p'));
  const patched = await api.patch(`${pods}/p`, 'strategic-merge', { spec: { containers: [{ name: 'b', image: 'y:2' }] } });
  expect(patched.status).toBe(200);
  expect(images(patched)).toEqual(['a=x:1', 'b=y:2']);
  await api.patch(`${pods}/p`, 'merge', { metadata: { finalizers: ['example.com/a', 'example.com/b'] } });
  const finalizers = await api.patch(`${pods}/p`, 'strategic-merge', {
    metadata: { finalizers: ['example.com/c'], '$deleteFromPrimitiveList/finalizers': ['example.com/a'] },
  });
  expect([...finalizers.body.metadata.finalizers].sort()).toEqual(['example.com/b', 'example.com/c']);
});

test.each<[string, object, number, string]>([
  ['an unknown directive', { spec: { $patch: 'x' } }, 500, 'unknown patch type: x in map: map[$patch:x]'],
  [
    'an item without its key',
    { spec: { containers: [{ image: 'z' }] } },
    500,
    'map: map[image:z] does not contain declared merge key: name',
  ],
  ['a malformed directive', { spec: { $retainKeys: 'x' } }, 400, 'invalid patch format of retainKeys'],
  ['what is no object', [], 400, 'json: cannot unmarshal array into Go value of type map[string]interface {}'],
])('a strategic merge patch with %s is rejected with the message of the server', async (_, patch, status, message) => {
  await api.post(pods, pod('p'));
  const refused = await api.patch(`${pods}/p`, 'strategic-merge', patch);
  expect([refused.status, refused.body.message]).toEqual([status, message]);
});

test('custom resources reject strategic merge patches, and the message lists the accepted types', async () => {
  const path = '/apis/example.com/v1/namespaces/default/widgets';
  await api.post(path, widget('a'));
  const refused = await api.patch(`${path}/a`, 'strategic-merge', {});
  expect([refused.status, refused.body.reason]).toEqual([415, 'UnsupportedMediaType']);
  expect(refused.body.message).toBe(
    'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
  );
  const unknown = await api.patch(`${pods}/a`, 'strategic-merge', {});
  expect(unknown.status).toBe(404);
});

test('unknown fields of built-in kinds are dropped with a warning, or rejected', async () => {
  const odd = { ...pod('p'), spec: { containers: [{ name: 'a', image: 'x', imagee: 'y' }], nodeNam: 'n' } };
  const made = await api.post(pods, odd);
  expect(made.status).toBe(201);
  expect(made.body.spec.nodeNam).toBeUndefined();
  expect(made.headers.get('warning')).toBe(
    '299 - "unknown field \\"spec.containers[0].imagee\\"", 299 - "unknown field \\"spec.nodeNam\\""',
  );
  const strict = await api.post(`${pods}?fieldValidation=Strict`, { ...odd, metadata: { name: 'q' } });
  expect([strict.status, strict.body.message]).toEqual([
    400,
    'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.containers[0].imagee", unknown field "spec.nodeNam"',
  ]);
  const wrong = await api.post(pods, { metadata: { name: 'r' }, spec: { nodeName: 5 } });
  expect([wrong.status, wrong.body.message]).toEqual([
    400,
    'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field PodSpec.spec.nodeName of type string',
  ]);
});

test('force is allowed only for apply', async () => {
  await api.post('/api/v1/namespaces/default/configmaps', configMap('a'));
  for (const type of ['merge', 'json', 'strategic-merge'] as const) {
    const refused = await api.patch('/api/v1/namespaces/default/configmaps/a?force=true', type, type === 'json' ? [] : {});
    expect([refused.status, refused.body.message]).toEqual([
      422,
      'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
    ]);
  }
});
