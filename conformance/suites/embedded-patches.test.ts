/** Patches for which random tests have found differences between the servers. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { installCrd } from '../../examples/rediscluster/src/install-crd.js';
import type { Reply } from './support/client.js';
import { useServer } from './support/server.js';

const subject = useServer();
const same = (...replies: readonly Reply[]): void => expect(replies.map(subject.client.comparable)).toMatchSnapshot();

const maps = '/api/v1/namespaces/{ns}/configmaps';
const map = (more: object): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm' }, ...more });
const deployments = '/apis/apps/v1/namespaces/{ns}/deployments';
const deployment = (container: object): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd' },
  spec: {
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'a', image: 'a:1', ...container }] } },
  },
});
/** The first definition of the file. */
const [definition = ''] = readFileSync(path.join(import.meta.dirname, 'support/crds.yaml'), 'utf8').split('---\n');
beforeAll(() => installCrd(subject.rest, 'boats.verbs.example.com', definition));
const boats = '/apis/verbs.example.com/v1/namespaces/{ns}/boats';
const boat = (spec: object): object => ({ apiVersion: 'verbs.example.com/v1', kind: 'Boat', metadata: { name: 'b' }, spec });

describe('what is applied empty, after its manager alone had something in it,', () => {
  test.each<[string, string, object, object]>([
    ['is gone where it is a map', `${maps}/m`, map({ data: { a: 'b' } }), map({ data: {} })],
    [
      'is gone where it need not be there',
      `${deployments}/d`,
      deployment({ securityContext: { runAsUser: 1 } }),
      deployment({ securityContext: {} }),
    ],
    ['is gone where it is a list', `${deployments}/d`, deployment({ env: [{ name: 'A', value: '1' }] }), deployment({ env: [] })],
    [
      'is what it has by default where it always is',
      `${deployments}/d`,
      deployment({ resources: { limits: { cpu: '1' } } }),
      deployment({ resources: {} }),
    ],
  ])('%s', async (_, at, first, second) => {
    const { client } = subject;
    await client.patch(`${at}?fieldManager=one`, 'apply', first);
    same(await client.patch(`${at}?fieldManager=one`, 'apply', second), await client.get(at));
  });

  test('is gone from a custom resource', async () => {
    const { client } = subject;
    await client.patch(`${boats}/b?fieldManager=one`, 'apply', boat({ color: 'red' }));
    await client.patch(`${boats}/b?fieldManager=two`, 'merge', { spec: { replicas: null } });
    same(await client.patch(`${boats}/b?fieldManager=one`, 'apply', boat({})), await client.get(`${boats}/b`));
  });
});

test.each<[string, object[]]>([
  ['a field that is not there is replaced', [{ op: 'replace', path: '/data/new', value: 'x' }]],
  ['an index may count from the end', [{ op: 'add', path: '/metadata/finalizers/-1', value: 'example.com/x' }]],
  ['an index from the end may be too far', [{ op: 'remove', path: '/metadata/finalizers/-9' }]],
  ['an index may have a sign and zeros before it', [{ op: 'replace', path: '/metadata/finalizers/+00', value: 'example.com/x' }]],
  ['what is not there is null to a test', [{ op: 'test', path: '/data/none', value: null }]],
  ['what is not there is copied as null', [{ op: 'copy', from: '/data/none', path: '/data/b' }]],
  ['what is not there is not moved', [{ op: 'move', from: '/data/none', path: '/data/b' }]],
  ['a value that is left out is null', [{ op: 'add', path: '/data/a' }]],
  ['the document as a whole is not added', [{ op: 'add', path: '', value: {} }]],
])('JSON patch: %s', async (_, patch) => {
  const { client } = subject;
  await client.post(maps, { metadata: { name: 'm', finalizers: ['example.com/a', 'example.com/b'] }, data: { a: '1' } });
  same(await client.patch(`${maps}/m`, 'json', patch));
  await client.patch(`${maps}/m`, 'merge', { metadata: { finalizers: null } });
});

test('merge patch: nulls in objects of a list that is new are left out', async () => {
  const { client } = subject;
  await client.must('POST', deployments, deployment({}));
  const containers = [{ name: 'a', image: 'a:1', env: [{ name: 'A', value: null }] }];
  same(await client.patch(`${deployments}/d`, 'merge', { spec: { template: { spec: { containers } } } }));
});
