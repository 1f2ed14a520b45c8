import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { silentLogger, type Logger } from '../../util/index.js';
import type { RESTConfig } from '../config.js';
import { createRESTClient } from '../rest-client.js';
import { newAuthority, type Pair } from '../testdata/certificates.js';
import { serveHTTPS } from '../testdata/loopback.js';

const root = newAuthority();
const middle = root.intermediate('the cluster CA');
const lower = middle.intermediate('the CA below');
const stranger = newAuthority();
const own = newAuthority(['subjectAltName=IP:127.0.0.1']);

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Connects to a server with the given certificate. Resolves with the response, or rejects with the client's error. */
async function connect(
  pair: Pair,
  tlsClientConfig: RESTConfig['tlsClientConfig'],
  host = '127.0.0.1',
  logger: Logger = silentLogger,
) {
  const server = await serveHTTPS(pair, (_request, response) => response.end('"connected"'));
  closing.push(() => server.close());
  const rest = createRESTClient({ host: `https://${host}:${server.port}`, proxyUrl: false, tlsClientConfig, logger });
  closing.push(() => rest.close());
  return rest.request({ method: 'PUT', path: '/x', query: [], headers: {} });
}

describe('every certificate of the CA bundle is a trust anchor, as in Go', () => {
  const server = lower.sign('server');
  const withChain = { ...server, cert: `${server.cert}${lower.cert}${middle.cert}` };

  test.each<[string, string, Pair]>([
    ['the root, for a server that sends its chain', root.cert, withChain],
    ['the upper intermediate, for a server that sends its chain', middle.cert, withChain],
    ['only the lower intermediate', lower.cert, server],
    ['all intermediates without the root', `${lower.cert}${middle.cert}`, server],
    ["the server's own certificate", server.cert, server],
    ["the server's own certificate among others", `${stranger.cert}${server.cert}`, withChain],
    ["the server's own certificate, signed by itself", own.cert, own],
  ])('%s', async (_name, caData, pair) => {
    await expect(connect(pair, { caData })).resolves.toBe('connected');
  });
});

describe('a trust anchor that is not a root weakens no other check', () => {
  test.each<[string, string, Pair, string | undefined, string]>([
    ['another authority', stranger.cert, middle.sign('server'), undefined, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
    ['the root, without the intermediate', root.cert, middle.sign('server'), undefined, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
    [
      'a sibling of the server',
      middle.sign('sibling').cert,
      middle.sign('server'),
      undefined,
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    ],
    ['an expired server', middle.cert, middle.sign('server', undefined, { expired: true }), undefined, 'CERT_HAS_EXPIRED'],
    ['another name', middle.cert, middle.sign('server'), 'example.org', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['only a common name', middle.cert, middle.sign('localhost', ''), 'localhost', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['part of a label', middle.cert, middle.sign('x', 'DNS:k*.example.org'), 'kube.example.org', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['two labels for *', middle.cert, middle.sign('x', 'DNS:*.example.org'), 'a.b.example.org', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['an address as a name', middle.cert, middle.sign('x', 'DNS:127.0.0.1'), undefined, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('%s', async (_name, caData, pair, serverName, code) => {
    await expect(connect(pair, { caData, serverName })).rejects.toMatchObject({ code });
  });

  test('a certificate that is not a CA cannot sign, even in the bundle', async () => {
    const leaf = middle.intermediate('no authority', { ca: false });
    await expect(connect(leaf.sign('server'), { caData: leaf.cert })).rejects.toMatchObject({ name: 'ConnectionError' });
  });

  test.each([
    ['*.example.org', 'kube.example.org'],
    ['KUBE.example.org', 'kube.Example.org'],
    ['localhost', 'localhost.'],
  ])('the alternative name %s is valid for %s', async (name, serverName) => {
    await expect(connect(middle.sign('x', `DNS:${name}`), { caData: middle.cert, serverName })).resolves.toBe('connected');
  });

  test("the server's own certificate as the CA does not make other names valid", async () => {
    const server = middle.sign('server', 'DNS:example.org');
    await expect(connect(server, { caData: server.cert })).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    await expect(connect(server, { caData: server.cert, serverName: 'example.org' })).resolves.toBe('connected');
  });
});

describe('a bundle with damaged certificates', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'bundle-'))));
  afterAll(() => rmSync(folder, { recursive: true }));
  const damaged = middle.cert.replace(/^(M.{20})/m, 'hunter2!');
  const setup = (content: string) => {
    const caFile = path.join(folder, 'ca.crt');
    writeFileSync(caFile, content);
    const warnings: unknown[] = [];
    const logger: Logger = { ...silentLogger, warn: (message, fields) => void warnings.push([message, fields]) };
    return { caFile, warnings, logger };
  };

  test('connects with the rest, and warns with the file and the position', async () => {
    const { caFile, warnings, logger } = setup(`${stranger.cert}${damaged}${root.cert}`);
    await expect(connect(root.sign('server'), { caFile }, '127.0.0.1', logger)).resolves.toBe('connected');
    const source = `caFile ${JSON.stringify(caFile)}`;
    expect(warnings).toEqual([
      ['Skipped a damaged certificate of the CA bundle', { source, position: 2, reason: 'it is not base64' }],
    ]);
  });

  test.each([
    ['without a valid one', damaged, 'it is not base64'],
    ['without any', 'hunter2', 'it has no block that begins with -----BEGIN CERTIFICATE-----'],
    ['that is empty', '', 'it has no block'],
  ])('%s is an error that names the file', async (_name, content, why) => {
    const { caFile, logger } = setup(content);
    const error: unknown = await connect(root.sign('server'), { caFile }, '127.0.0.1', logger).catch((caught: unknown) => caught);
    expect(String(error)).toContain(`caFile ${JSON.stringify(caFile)} has no usable certificate: ${why}`);
    expect(String(error)).not.toContain('hunter2');
    await expect(connect(root.sign('server'), { caData: content || '\n' })).rejects.toThrow('caData has no usable certificate');
  });
});
