import { newForbidden } from '../errors/index.js';
import { newServerIdentity } from './lister-watcher.js';
import { recording, shortly } from './testdata/recording.js';

const { signal } = new AbortController();
const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system', uid: 'the-uid' } };

test('the identity of a server is the UID of its kube-system namespace, and concurrent callers share one request', async () => {
  const { rest, sent } = recording(namespace);
  const identity = newServerIdentity(rest);
  expect(await Promise.all([identity(signal), identity(signal)])).toEqual(['the-uid', 'the-uid']);
  expect(sent.map(shortly)).toEqual([{ line: 'GET /api/v1/namespaces/kube-system', accept: 'application/json' }]);
  await identity(signal);
  expect(sent).toHaveLength(2);
});

test.each([['403', newForbidden({ group: '', resource: 'namespaces' }, 'kube-system', new Error('no'))]])(
  '%s logs nothing, and the identity is unknown',
  async (_, error) => {
    const identity = newServerIdentity({ request: () => Promise.reject(error) });
    expect(await identity(signal)).toBeUndefined();
  },
);

test.each([{}, { metadata: null }, { metadata: { uid: 5 } }, null, 'text'])(
  'the identity is unknown for the response %j',
  async (answer) => {
    const { rest } = recording(JSON.stringify(answer));
    expect(await newServerIdentity(rest)(signal)).toBeUndefined();
  },
);

test('rejects if the server cannot be reached', async () => {
  const identity = newServerIdentity({ request: () => Promise.reject(new Error('down')) });
  await expect(identity(signal)).rejects.toThrow('down');
  await expect(identity(signal)).rejects.toThrow('down');
});
