import { once } from 'node:events';
import { createServer } from 'node:http';

/** An operation on the server that a suite can request, as a path. */
export type Operation = 'compact' | 'restart';

/** A local HTTP server with which other processes request operations. */
export interface Control {
  /** The URL, such as `http://127.0.0.1:45123`. `POST /restart` is answered when the restart is complete. */
  readonly url: string;
  close(): Promise<void>;
}

export async function startControl(
  operations: Readonly<Record<Operation, () => Promise<unknown> | undefined>>,
): Promise<Control> {
  const server = createServer((request, response) => {
    const name = request.url?.slice(1);
    const operation = name === 'compact' || name === 'restart' ? operations[name] : undefined;
    const answer = (status: number, text: string): void => void response.writeHead(status).end(text);
    request.resume();
    if (operation === undefined || request.method !== 'POST') {
      answer(404, `${request.method ?? ''} ${request.url ?? ''} is no operation`);
      return;
    }
    Promise.resolve(operation()).then(
      () => answer(200, ''),
      (error: unknown) => answer(500, String(error)),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the control has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
