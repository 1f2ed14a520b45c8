import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { createRESTClient } from '../rest-client.js';
import { newAuthority } from '../testdata/certificates.js';
import { serveHTTP, serveHTTPS, serveProxy, serveSOCKS5, type Loopback } from '../testdata/loopback.js';
import { turnsUntil } from '../testdata/turns.js';

/** Only Linux has a file with the connections and their timers. */
const onLinux = process.platform === 'linux' ? test : test.skip;
const authority = newAuthority();
const servers: Loopback[] = [];
afterEach(async () => {
  for (const server of servers.splice(0).reverse()) await server.close();
});
const opened = async <T extends Loopback>(starting: Promise<T>): Promise<T> => {
  const server = await starting;
  servers.push(server);
  return server;
};

/** Returns the seconds until the kernel probes each established connection to a port, or undefined without a timer. */
function probesIn(port: number): (number | undefined)[] {
  const remote = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , to, state]) => to === remote && state === '01')
    .map((fields) => {
      const [timer, ticks = ''] = (fields[5] ?? '').split(':');
      return timer === '02' ? parseInt(ticks, 16) / 100 : undefined;
    });
}

const hang: RequestListener = (_request, response) => void response.writeHead(200).write(' ');

onLinux.each<[string, boolean, ((server: Loopback) => Promise<Loopback & { proxyUrl: string }>) | undefined]>([
  ['plain TCP', false, undefined],
  ['TLS', true, undefined],
  ['TLS through an HTTP proxy', true, async () => opened(serveProxy()).then((proxy) => ({ ...proxy, proxyUrl: proxy.url }))],
  [
    'TLS through a SOCKS proxy',
    true,
    async ({ port }) => opened(serveSOCKS5(port)).then((proxy) => ({ ...proxy, proxyUrl: `socks5://127.0.0.1:${proxy.port}` })),
  ],
  [
    'plain HTTP through an HTTP proxy',
    false,
    async () => opened(serveProxy()).then((proxy) => ({ ...proxy, proxyUrl: proxy.url })),
  ],
])('the kernel probes a quiet stream over %s after 30 s', async (_name, secure, startProxy) => {
  const server = await opened(secure ? serveHTTPS(authority.sign('server'), hang) : serveHTTP(hang));
  const proxy = await startProxy?.(server);
  const rest = createRESTClient({
    host: server.url,
    proxyUrl: proxy?.proxyUrl ?? false,
    tlsClientConfig: { caData: authority.cert },
  });
  const stop = new AbortController();
  await rest.stream({ method: 'GET', path: '/', query: [], headers: {}, streaming: true }, { signal: stop.signal });
  const { port } = proxy ?? server;
  // Immediately after data, the file may show the timer of retransmission instead.
  await turnsUntil(() => probesIn(port).some((seconds) => seconds !== undefined));
  const [seconds = NaN] = probesIn(port).filter((timer) => timer !== undefined);
  expect(seconds).toBeGreaterThan(20);
  expect(seconds).toBeLessThanOrEqual(30);
  stop.abort();
  rest.close();
});
