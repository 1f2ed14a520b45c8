import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { newFakeClock, silentLogger } from '../../util/index.js';
import { createRESTClient } from '../rest-client.js';
import { newAuthority, type Authority } from '../testdata/certificates.js';
import { serveHTTPS, type Loopback } from '../testdata/loopback.js';
import type { KubeRequest } from '../transport.js';

const get: KubeRequest = { method: 'GET', path: '/x', query: [], headers: {} };
const put: KubeRequest = { ...get, method: 'PUT' };
let authority: Authority;
let other: Authority;
let folder: string;
beforeAll(() => {
  authority = newAuthority();
  other = newAuthority();
});
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'rotation-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Answers with the name of the client. Refuses clients without a certificate of the authority. */
async function serve(signer: Authority = authority): Promise<Loopback> {
  const options = { ...signer.sign('server'), ca: authority.cert, requestCert: true, rejectUnauthorized: true };
  const server = await serveHTTPS(options, ({ socket }, response) => {
    const peer: PeerCertificate = (socket as unknown as TLSSocket).getPeerCertificate();
    response.end(JSON.stringify(peer.subject.CN));
  });
  closing.push(() => server.close());
  return server;
}

function setup(host: string, write: Partial<Record<'ca' | 'cert' | 'key', string>> = {}) {
  const at = (name: string): string => path.join(folder, name);
  const files = { caFile: at('ca'), certFile: at('cert'), keyFile: at('key') };
  const put = (part: 'ca' | 'cert' | 'key', text: string): void => writeFileSync(at(part), text);
  const first = { ca: authority.cert, ...authority.sign('first'), ...write };
  for (const part of ['ca', 'cert', 'key'] as const) put(part, first[part]);
  const clock = newFakeClock();
  const logged: unknown[] = [];
  const logger = { ...silentLogger, error: (message: string, fields: unknown) => void logged.push([message, fields]) };
  const rest = createRESTClient({ host, proxyUrl: false, tlsClientConfig: files, logger }, { clock });
  closing.push(() => rest.close());
  return { rest, clock, put, logged };
}

test('the next connection uses a replaced CA', async () => {
  const [old, fresh] = [await serve(), await serve(other)];
  const { rest, clock, put: write } = setup(fresh.url);
  await expect(rest.request(put)).rejects.toThrow(/caData or caFile of tlsClientConfig must contain the authority/);
  write('ca', `${authority.cert}\n${other.cert}`);
  clock.advance(1_000);
  await expect(rest.request(get)).resolves.toBe('first');
  expect(old.connections.made).toBe(0);
});

test('an incomplete rotation keeps the previous files, logs once, and takes effect when it is complete', async () => {
  const { url, connections } = await serve();
  const { rest, clock, put: write, logged } = setup(url);
  await expect(rest.request(get)).resolves.toBe('first');
  const second = authority.sign('second');
  write('cert', second.cert);
  for (let i = 0; i < 3; i++) {
    clock.advance(1_000);
    await expect(rest.request(get)).resolves.toBe('first');
  }
  expect(connections.made).toBe(1);
  expect(logged).toEqual([
    [
      'Kept the previous TLS certificates, because the changed files are invalid',
      { error: expect.stringContaining('do not match') },
    ],
  ]);
  write('key', second.key);
  clock.advance(1_000);
  await expect(rest.request(get)).resolves.toBe('second');
  write('cert', 'hunter2');
  clock.advance(1_000);
  await expect(rest.request(get)).resolves.toBe('second');
  expect(logged).toHaveLength(2);
  expect(JSON.stringify(logged)).not.toContain('hunter2');
});

test('a certificate and a key that do not match are an error of the first request', async () => {
  const { url } = await serve();
  const { rest } = setup(url, { key: authority.sign('x').key });
  await expect(rest.request(put)).rejects.toThrow('the client certificate and key do not match');
});

test('a server that does not trust the client certificate is a ConnectionError', async () => {
  const { url } = await serve();
  const { rest } = setup(url, other.sign('stranger'));
  await expect(rest.request(put)).rejects.toMatchObject({ name: 'ConnectionError' });
});
