import { mergePatch } from '../patch/index.js';
import type { RESTClient } from '../rest/index.js';
import { scaleClient, statusClient } from './subresource-client.js';
import { deployments, nodes, read, recording, shortly, type Sent, type ThingConfiguration } from './testdata/recording.js';
import type { Scale } from './types.js';

const json = 'application/json';
const path = '/apis/apps/v1/namespaces/ns/deployments/a';
const written = { dryRun: true, fieldManager: 'me' } as const;
const query = 'dryRun=All&fieldManager=me';
const deployment = read('Deployment', 'a');
const node = read('Node', 'a');
const configuration: ThingConfiguration = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' } };
const scale: Scale = {
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  metadata: { name: 'a', namespace: 'ns', uid: 'u', resourceVersion: '7', creationTimestamp: '2026-01-02T15:04:05Z' },
  spec: { replicas: 2 },
};
const get = (path: string): Sent => ({ line: `GET ${path}`, accept: json });
const write = (line: string, body: unknown, contentType = json): Sent => ({ line, accept: json, contentType, body });

const statusOf = (rest: RESTClient) => statusClient(rest, deployments, 'ns');
const scaleOf = (rest: RESTClient) => scaleClient(rest, deployments, 'ns');

test.each<[string, (rest: RESTClient) => Promise<unknown>, Sent]>([
  ['getStatus', (rest) => statusOf(rest).getStatus('a', { resourceVersion: '5' }), get(`${path}/status?resourceVersion=5`)],
  ['getStatus of the cluster', (rest) => statusClient(rest, nodes).getStatus('a'), get('/api/v1/nodes/a/status')],
  ['updateStatus', (rest) => statusOf(rest).updateStatus(deployment, written), write(`PUT ${path}/status?${query}`, deployment)],
  [
    'updateStatus of the cluster',
    (rest) => statusClient(rest, nodes).updateStatus(node),
    write('PUT /api/v1/nodes/a/status', node),
  ],
  [
    'patchStatus',
    (rest) => statusOf(rest).patchStatus('a', mergePatch({ status: {} }), written),
    write(`PATCH ${path}/status?${query}`, { status: {} }, 'application/merge-patch+json'),
  ],
  [
    'applyStatus',
    (rest) => statusOf(rest).applyStatus(configuration, { fieldManager: 'me', force: true }),
    write(`PATCH ${path}/status?fieldManager=me&force=true`, configuration, 'application/apply-patch+yaml'),
  ],
  ['getScale', (rest) => scaleOf(rest).getScale('a'), get(`${path}/scale`)],
  ['getScale of the cluster', (rest) => scaleClient(rest, nodes).getScale('a'), get('/api/v1/nodes/a/scale')],
  ['updateScale', (rest) => scaleOf(rest).updateScale('a', scale, written), write(`PUT ${path}/scale?${query}`, scale)],
  [
    'patchScale',
    (rest) => scaleOf(rest).patchScale('a', mergePatch({ spec: { replicas: 3 } })),
    write(`PATCH ${path}/scale`, { spec: { replicas: 3 } }, 'application/merge-patch+json'),
  ],
  [
    'applyScale',
    (rest) =>
      scaleOf(rest).applyScale(
        'a',
        { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'a' }, spec: { replicas: 3 } },
        { fieldManager: 'me' },
      ),
    write(
      `PATCH ${path}/scale?fieldManager=me`,
      { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'a' }, spec: { replicas: 3 } },
      'application/apply-patch+yaml',
    ),
  ],
])('%s is one request to the subresource', async (_what, call, wanted) => {
  const { rest, sent } = recording({});
  await call(rest);
  expect(sent.map(shortly)).toEqual([wanted]);
});

test('rejects for an object without a name, and sends no request', async () => {
  const { rest, sent } = recording({});
  const nameless = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: {} };
  await expect(statusOf(rest).updateStatus(nameless)).rejects.toThrow('has no metadata.name');
  // A program without types can pass an object without metadata.
  const configuration: ThingConfiguration = JSON.parse('{"apiVersion":"apps/v1","kind":"Deployment"}');
  await expect(statusOf(rest).applyStatus(configuration, { fieldManager: 'me' })).rejects.toThrow('has no metadata.name');
  await expect(scaleOf(rest).getScale('')).rejects.toThrow('resource name may not be empty');
  expect(sent).toEqual([]);
});

test('the signal of the options aborts the call', async () => {
  const { rest, sent } = recording({});
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(statusOf(rest).getStatus('a', { signal })).rejects.toThrow('enough');
  await expect(statusOf(rest).updateStatus(deployment, { signal })).rejects.toThrow('enough');
  await expect(statusOf(rest).patchStatus('a', mergePatch({}), { signal })).rejects.toThrow('enough');
  await expect(scaleOf(rest).updateScale('a', scale, { signal })).rejects.toThrow('enough');
  expect(sent).toEqual([]);
});
