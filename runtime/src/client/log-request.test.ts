import { Readable } from 'node:stream';
import { createRESTClient, type KubeRequest } from '../rest/index.js';
import { subresourceClient } from './subresource-client.js';
import { pods } from './testdata/recording.js';

/** Returns a client whose server sends these bytes as a log, and the requests that it got. */
function clientOf(chunks: readonly string[]): {
  client: ReturnType<typeof subresourceClient>;
  sent: KubeRequest[];
  isLeft: () => boolean;
} {
  const sent: KubeRequest[] = [];
  let left = false;
  async function* body(): AsyncGenerator<Uint8Array> {
    try {
      for (const chunk of chunks) yield Buffer.from(chunk, 'latin1');
    } finally {
      left = true;
    }
  }
  const rest = createRESTClient({
    transport: {
      send: (request) => {
        sent.push(request);
        return Promise.resolve({ status: 200, headers: { 'content-type': 'text/plain' }, body: body() });
      },
    },
  });
  return { client: subresourceClient(rest, pods, 'ns'), sent, isLeft: () => left };
}

test('sends nothing before the log is used', async () => {
  const { client, sent } = clientOf(['a\n']);
  const log = client.log('log', 'web');
  expect(sent).toHaveLength(0);
  await expect(log).resolves.toBe('a\n');
  expect(sent).toHaveLength(1);
});

test('yields lines, however the bytes are cut', async () => {
  const { client, sent } = clientOf(['one\ntw', 'o\n\n\xc3', '\xa4 last']);
  const lines: string[] = [];
  for await (const line of client.log('log', 'web', { follow: true } as object)) lines.push(line);
  expect(lines).toEqual(['one', 'two', '', 'ä last']);
  expect(sent[0]).toMatchObject({ streaming: true, query: [['follow', 'true']] });
});

test('closes the connection when the loop is left', async () => {
  const { client, isLeft } = clientOf(['one\n', 'two\n']);
  for await (const line of client.log('log', 'web')) {
    expect(line).toBe('one');
    break;
  }
  expect(isLeft()).toBe(true);
});

test('returns the bytes as a web stream, of which Node makes its own', async () => {
  const { client } = clientOf(['one\n', 'two\n']);
  const text: string[] = [];
  for await (const chunk of Readable.fromWeb(client.log('log', 'web').stream() as never)) text.push(String(chunk));
  expect(text.join('')).toBe('one\ntwo\n');
});
