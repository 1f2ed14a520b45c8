import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRESTClient } from '../rest/index.js';
import { newAuthority } from '../rest/testdata/certificates.js';
import { serveHTTPS } from '../rest/testdata/loopback.js';
import { newFakeClock } from '../util/index.js';
import { inClusterConfig } from './in-cluster.js';

let serviceAccountFolder: string;
beforeEach(() => (serviceAccountFolder = mkdtempSync(path.join(os.tmpdir(), 'in-cluster-'))));
afterEach(() => rmSync(serviceAccountFolder, { recursive: true }));

/** Replaces all files at once, as the kubelet does: they link into `..data`, which links to a folder that is replaced. */
function project(version: string, files: Record<string, string>): void {
  const at = (name: string): string => path.join(serviceAccountFolder, name);
  mkdirSync(at(`..${version}`));
  for (const [name, text] of Object.entries(files)) writeFileSync(at(`..${version}/${name}`), text);
  symlinkSync(`..${version}`, at('..data_tmp'));
  renameSync(at('..data_tmp'), at('..data'));
  if (version === '1') for (const name of Object.keys(files)) symlinkSync(`..data/${name}`, at(name));
}

test('the client reads the token and the CA of a pod again when the kubelet replaces them', async () => {
  const [authority, next] = [newAuthority(), newAuthority()];
  const seen: (string | undefined)[] = [];
  const serve = (signer: typeof authority) =>
    serveHTTPS(signer.sign('server'), (request, response) => {
      seen.push(request.headers.authorization);
      response.end('{}');
    });
  const [server, replaced] = [await serve(authority), await serve(next)];
  project('1', { token: 'first', 'ca.crt': authority.cert });
  const env = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: String(server.port) };
  const config = await inClusterConfig({ env, serviceAccountFolder });
  const clock = newFakeClock();
  const rest = createRESTClient({ ...config, proxyUrl: false }, { clock });
  const other = createRESTClient({ ...config, host: replaced.url, proxyUrl: false }, { clock });
  const get = { method: 'GET', path: '/', query: [], headers: {} } as const;
  await rest.request(get);
  await expect(other.request({ ...get, method: 'PUT' })).rejects.toThrow('caData or caFile');
  project('2', { token: 'second', 'ca.crt': `${authority.cert}${next.cert}` });
  clock.advance(1_000);
  await rest.request(get);
  await other.request(get);
  expect(seen).toEqual(['Bearer first', 'Bearer second', 'Bearer second']);
  for (const client of [rest, other]) client.close();
  await Promise.all([server.close(), replaced.close()]);
});
