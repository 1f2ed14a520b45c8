import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { newFakeClock } from '../../util/index.js';
import { createRESTClient } from '../rest-client.js';
import type { KubeRequest } from '../transport.js';

const request: KubeRequest = { method: 'POST', path: '/', query: [], headers: {}, body: '{}' };
let folder: string;
let bearerTokenFile: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'token-'));
  bearerTokenFile = path.join(folder, 'token');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function setup(bearerToken?: string, accepts: (token: string) => boolean = () => true) {
  const seen: string[] = [];
  const clock = newFakeClock();
  const client = createRESTClient(
    {
      bearerTokenFile,
      bearerToken,
      transport: {
        send: async ({ headers }) => {
          const token = headers['authorization'] ?? '';
          seen.push(token);
          return {
            status: accepts(token) ? 200 : 401,
            headers: {},
            body: (async function* () {
              yield Buffer.from('{}');
            })(),
          };
        },
      },
    },
    { clock },
  );
  return { seen, clock, send: () => client.request(request).catch((error: unknown) => String(error)) };
}

test('a token file is read again when it changes, and its last token is used while it is missing', async () => {
  writeFileSync(bearerTokenFile, 'one\n');
  const { seen, clock, send } = setup('fallback');
  await send();
  writeFileSync(bearerTokenFile, 'three\n');
  await send();
  clock.advance(1_000);
  await send();
  rmSync(bearerTokenFile);
  clock.advance(120_000);
  await send();
  expect(seen).toEqual(['Bearer one', 'Bearer one', 'Bearer three', 'Bearer three']);
});

test('a rejected token is read again immediately, and the request is repeated if it has changed', async () => {
  writeFileSync(bearerTokenFile, 'old');
  const { seen, send } = setup(undefined, (token) => token === 'Bearer newer');
  expect(await send()).toContain('the server has asked for the client to provide credentials');
  writeFileSync(bearerTokenFile, 'newer');
  expect(await send()).toEqual({});
  expect(seen).toEqual(['Bearer old', 'Bearer old', 'Bearer newer']);
});

test('until the file exists, bearerToken is used, or the request fails and names the file', async () => {
  const withFallback = setup('fallback');
  await withFallback.send();
  expect(withFallback.seen).toEqual(['Bearer fallback']);
  expect(await setup().send()).toContain(`cannot read a token from bearerTokenFile ${JSON.stringify(bearerTokenFile)}: ENOENT`);
  writeFileSync(bearerTokenFile, '\n');
  expect(await setup().send()).toContain('it is empty');
  writeFileSync(bearerTokenFile, 'hunter2\nhunter3');
  expect(await setup().send()).toMatch(/bearerTokenFile contains invalid characters(?!.*hunter)/);
});
