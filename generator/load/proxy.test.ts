import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { load } from './load.js';

const requests: string[] = [];
/** A proxy that answers for every server itself; `http://old.example/x` redirects. */
const proxy = createServer((request, response) => {
  requests.push(request.url ?? '');
  if (request.url?.includes('old.example') === true) response.writeHead(302, { location: 'http://new.example/crd.yaml' }).end();
  else response.writeHead(200, { 'content-type': 'text/plain' }).end('kind: ConfigMap\napiVersion: v1\n');
});
const saved = { ...process.env };

beforeAll(async () => {
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
});
beforeEach(() => {
  requests.length = 0;
  for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy'])
    Reflect.deleteProperty(process.env, name);
  process.env['HTTP_PROXY'] = `http://127.0.0.1:${((proxy as Server).address() as AddressInfo).port}`;
});
afterEach(() => {
  process.env = { ...saved };
});

test('URLs are read through the proxy that the environment names, redirects included', async () => {
  const { sources } = await load({ crd: ['http://old.example/x'], cwd: '/' });
  expect(requests).toEqual(['http://old.example/x', 'http://new.example/crd.yaml']);
  expect(sources).toMatchObject([{ skipped: { ConfigMap: 1 } }]);
});

test('servers that NO_PROXY names are reached without the proxy', async () => {
  process.env['NO_PROXY'] = '.invalid';
  const { diagnostics } = await load({ crd: ['http://server.invalid/x'], cwd: '/' });
  expect(requests).toEqual([]);
  expect(diagnostics).toMatchObject([{ what: expect.stringContaining('cannot be reached') as string }]);
});
