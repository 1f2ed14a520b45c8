import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRESTClient } from 'kube-client-runtime/rest';

/** Returns the number of connections that 1,000 requests in a row open, and that 100 parallel requests open with a pool of 32. */
export async function benchSockets() {
  const count = async (send) => {
    let connections = 0;
    const server = createServer((_request, response) => response.end('{}'));
    server.on('connection', () => connections++).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    const rest = createRESTClient({ host: `http://127.0.0.1:${port}`, maxConnections: 32 });
    await send(() => rest.request({ method: 'GET', path: '/version', query: [], headers: {} }));
    rest.close();
    server.close();
    return connections;
  };
  return {
    inARow: await count(async (get) => {
      for (let i = 0; i < 1000; i++) await get();
    }),
    atOnce: await count((get) => Promise.all(Array.from({ length: 100 }, get))),
    pool: 32,
  };
}
