import type { RequestListener } from 'node:http';
import { inspect } from 'node:util';
import { newFakeClock, silentLogger, type Clock, type Logger } from '../../util/index.js';
import { createRESTClient } from '../rest-client.js';
import { newAuthority, type Authority } from '../testdata/certificates.js';
import { serveHTTP, serveHTTPS, type Loopback } from '../testdata/loopback.js';
import { turnsUntil } from '../testdata/turns.js';
import type { OIDCConfig, OIDCTokens } from './auth-provider.js';
import { credentialsOf } from './oidc-protocol.js';
import { newOIDCProvider, oidcProviderOf } from './oidc-provider.js';

const start = Date.UTC(2026, 0, 1);
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
/** An id token that expires some seconds after the start of the fake clock. */
const jwt = (name: string, seconds: number): string =>
  `${part({ alg: 'none' })}.${part({ sub: name, exp: start / 1_000 + seconds })}.hunter2`;
const bearer = (token: string): string => `Bearer ${token}`;

let authority: Authority;
beforeAll(() => (authority = newAuthority()));
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Asked {
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly form: Record<string, string>;
}

/** A provider with its discovery document below `/realm` and its tokens at `/token`. */
async function issuer(answer: (asked: Asked) => { status?: number; body: unknown }, scheme: 'http' | 'https' = 'https') {
  const asked: Asked[] = [];
  const handler: RequestListener = (request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      if (request.url === '/realm/.well-known/openid-configuration') {
        response.end(JSON.stringify({ issuer: server.url, token_endpoint: `${server.url}/token?a=b` }));
        return;
      }
      const { authorization } = request.headers;
      const one = { url: request.url, authorization, form: Object.fromEntries(new URLSearchParams(text)) };
      asked.push(one);
      const { status = 200, body } = answer(one);
      response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  };
  const server: Loopback = await (scheme === 'https' ? serveHTTPS(authority.sign('issuer'), handler) : serveHTTP(handler));
  closing.push(() => server.close());
  const config: OIDCConfig = {
    issuerUrl: `${server.url}/realm/`,
    clientId: 'kube',
    caData: authority.cert,
    refreshToken: 'r1-hunter2',
  };
  return { asked, config, server };
}

function clockAtStart() {
  const clock = newFakeClock();
  clock.advance(start - clock.now());
  return clock;
}

const provide = (config: OIDCConfig, clock: Clock = clockAtStart(), logger: Logger = silentLogger) =>
  newOIDCProvider(config, { clock, logger, createClient: createRESTClient });

describe('credentialsOf', () => {
  test('an id token is sent unchanged until its exp', () => {
    expect(credentialsOf(jwt('a', 60))).toEqual({
      headers: { authorization: bearer(jwt('a', 60)) },
      expiresAt: start + 60_000,
    });
  });

  test('a token without exp has expired', () => {
    expect(credentialsOf(`a.${part({})}.c`).expiresAt).toBe(0);
  });

  test.each(['', 'hunter2', 'a.b', 'a.hunter2.c', `a.${part([])}.c`, `a.${part({ exp: 1 })}.c\nx: y`])(
    'a text that is not a JWT throws, without quoting it: %j',
    (token) => {
      expect(() => credentialsOf(token)).toThrow(/^the id token is not a JWT/);
      expect(() => credentialsOf(token)).not.toThrow(/hunter2/);
    },
  );
});

test('the id token is sent until it expires; then one refresh for all requests returns new tokens', async () => {
  const { asked, config } = await issuer(({ form }) =>
    form['refresh_token'] === 'r1-hunter2'
      ? { body: { id_token: jwt('second', 600), refresh_token: 'r2' } }
      : { body: { id_token: jwt('third', 1200) } },
  );
  const clock = clockAtStart();
  const provider = provide({ ...config, idToken: jwt('first', 60) }, clock);
  const tokens = async (): Promise<(string | undefined)[]> =>
    (await Promise.all([provider.credentials(), provider.credentials(), provider.credentials()])).map(
      ({ headers }) => headers?.['authorization'],
    );
  expect(new Set(await tokens())).toEqual(new Set([bearer(jwt('first', 60))]));
  clock.advance(50_000);
  expect(new Set(await tokens())).toEqual(new Set([bearer(jwt('second', 600))]));
  expect(asked).toHaveLength(1);
  clock.advance(550_000);
  expect(new Set(await tokens())).toEqual(new Set([bearer(jwt('third', 1200))]));
  clock.advance(600_000);
  await tokens();
  expect(asked.map(({ url, form }) => [url, form['grant_type'], form['client_id'], form['refresh_token']])).toEqual([
    ['/token?a=b', 'refresh_token', 'kube', 'r1-hunter2'],
    ['/token?a=b', 'refresh_token', 'kube', 'r2'],
    // The refresh token remains if the response has no new one.
    ['/token?a=b', 'refresh_token', 'kube', 'r2'],
  ]);
  expect(clock.pending).toBe(0);
});

test('the client secret is sent with basic auth first, then in the body', async () => {
  const { asked, config } = await issuer(({ authorization }) =>
    authorization === undefined ? { body: { id_token: jwt('a', 60) } } : { status: 401, body: { error: 'invalid_client' } },
  );
  const provider = provide({ ...config, clientId: 'a b', clientSecret: 's:ü' });
  await provider.credentials();
  expect(asked.map(({ authorization, form }) => [authorization, form['client_id'], form['client_secret']])).toEqual([
    [`Basic ${Buffer.from('a+b:s%3A%C3%BC').toString('base64')}`, undefined, undefined],
    [undefined, 'a b', 's:ü'],
  ]);
});

describe('errors name the issuer, and contain no secret', () => {
  const fails = async (config: OIDCConfig): Promise<string> => {
    const provider = provide({ clientSecret: 'hunter2', ...config });
    const error: unknown = await provider.credentials().catch((caught: unknown) => caught);
    expect(inspect(error, { depth: 5 })).not.toContain('hunter2');
    return String(error);
  };

  test.each<[number, unknown, string]>([
    [
      400,
      { error: 'invalid_grant', error_description: 'hunter2' },
      'it refused to refresh the token with 400 (invalid_grant): the refresh token has expired',
    ],
    [500, 'hunter2', 'it refused to refresh the token with 500'],
    [400, { error: 'hunter2 ' }, 'it refused to refresh the token with 400'],
    [200, 'hunter2', 'its response has no id_token'],
    [200, { access_token: 'hunter2' }, 'its response has no id_token'],
    [200, { id_token: 'hunter2' }, 'the id token is not a JWT'],
  ])('%s with %j', async (status, body, message) => {
    const { config } = await issuer(() => ({ status, body }));
    expect(await fails(config)).toContain(`oidc issuer ${config.issuerUrl}: ${message}`);
  });

  test('no refresh token', async () => {
    const { config } = await issuer(() => ({ body: {} }));
    expect(await fails({ ...config, refreshToken: undefined, idToken: jwt('a', 0) })).toContain(
      'the id-token is missing or expired, and there is no refresh-token to renew it: log in again',
    );
  });

  test('no discovery document, a token_endpoint without https, and an issuer that is not trusted', async () => {
    const { config, server } = await issuer(() => ({ body: {} }));
    expect(await fails({ ...config, issuerUrl: server.url })).toMatch(/its discovery document has no token_endpoint|answered/);
    const documents = await serveHTTPS(authority.sign('other'), (_request, response) => {
      response.end(JSON.stringify({ token_endpoint: 'http://elsewhere/token' }));
    });
    closing.push(() => documents.close());
    expect(await fails({ ...config, issuerUrl: documents.url })).toContain(
      'the token_endpoint of its discovery document is not https',
    );
    expect(await fails({ ...config, caData: newAuthority().cert })).toContain('caData or caFile');
  });

  test('a config without a provider', () => {
    const make = (config: OIDCConfig) => () => provide(config);
    expect(make({ issuerUrl: 'issuer', clientId: 'c' })).toThrow('issuerUrl must be a URL');
    expect(make({ issuerUrl: 'https://i', clientId: '' })).toThrow('clientId must be given');
  });
});

describe('a client', () => {
  const answering = (accepted: string) => {
    const seen: (string | undefined)[] = [];
    return {
      seen,
      send: async ({ headers }: { headers: Readonly<Record<string, string>> }) => {
        seen.push(headers['authorization']);
        return {
          status: headers['authorization'] === bearer(accepted) ? 200 : 401,
          headers: {},
          body: (async function* () {
            yield Buffer.from('{}');
          })(),
        };
      },
    };
  };
  const get = { method: 'GET', path: '/', query: [], headers: {} } as const;

  test('repeats the request with another token if the server rejects the first', async () => {
    const { config } = await issuer(() => ({ body: { id_token: jwt('second', 60) } }));
    const transport = answering(jwt('second', 60));
    const client = createRESTClient(
      { transport, oidcProvider: { ...config, idToken: jwt('first', 60) } },
      { clock: clockAtStart() },
    );
    await expect(client.request(get)).resolves.toEqual({});
    expect(transport.seen).toEqual([bearer(jwt('first', 60)), bearer(jwt('second', 60))]);
  });

  test('returns the 401 if there is no other token, and keeps the token', async () => {
    const transport = answering('none');
    const oidcProvider = { issuerUrl: 'https://127.0.0.1:1', clientId: 'c', idToken: jwt('first', 60) };
    const client = createRESTClient({ transport, oidcProvider }, { clock: clockAtStart() });
    for (let i = 0; i < 2; i++) await expect(client.request(get)).rejects.toMatchObject({ code: 401 });
    expect(transport.seen).toEqual([bearer(jwt('first', 60)), bearer(jwt('first', 60))]);
  });

  test('shares the tokens with other clients of its config', async () => {
    const { config, asked } = await issuer(() => ({ body: { id_token: jwt('a', 60), refresh_token: 'r2' } }));
    const [clock, transport] = [clockAtStart(), answering(jwt('a', 60))];
    for (let i = 0; i < 3; i++) await createRESTClient({ transport, oidcProvider: config }, { clock }).request(get);
    expect(asked).toHaveLength(1);
    const dependencies = { clock, logger: silentLogger, createClient: createRESTClient };
    expect(oidcProviderOf({ ...config }, dependencies)).not.toBe(oidcProviderOf(config, dependencies));
  });

  test('excludes a plugin', () => {
    const execProvider = { apiVersion: 'client.authentication.k8s.io/v1', command: 'x' } as const;
    expect(() => createRESTClient({ execProvider, oidcProvider: { issuerUrl: 'https://i', clientId: 'c' } })).toThrow(
      'oidcProvider and execProvider may be set, but not both',
    );
  });
});

test('an aborted request rejects immediately, and the next request uses the result of its refresh', async () => {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let reached = (): void => {};
  const asking = new Promise<void>((resolve) => (reached = resolve));
  const server = await serveHTTPS(authority.sign('issuer'), (request, response) => {
    if (request.url?.endsWith('configuration'))
      return void response.end(JSON.stringify({ token_endpoint: `${server.url}/token` }));
    reached();
    void held.then(() => response.end(JSON.stringify({ id_token: jwt('a', 60), refresh_token: 'r2' })));
  });
  closing.push(() => server.close());
  const config: OIDCConfig = { issuerUrl: server.url, clientId: 'c', refreshToken: 'r1', caData: authority.cert };
  const provider = provide(config);
  const controller = new AbortController();
  const first = provider.credentials(controller.signal);
  await asking;
  controller.abort('enough');
  await expect(first).rejects.toBe('enough');
  const second = provider.credentials();
  release();
  expect(await second).toMatchObject({ headers: { authorization: bearer(jwt('a', 60)) } });
});

describe('a store', () => {
  const keeping = (kept: OIDCTokens | undefined, save: () => Promise<void> = async () => {}) => {
    const saved: OIDCTokens[] = [];
    return {
      saved,
      load: async () => saved.at(-1) ?? kept,
      save: async (tokens: OIDCTokens) => {
        await save();
        saved.push(tokens);
      },
    };
  };

  test('receives renewed tokens', async () => {
    const { config } = await issuer(() => ({ body: { id_token: jwt('a', 60), refresh_token: 'r2' } }));
    const store = keeping(undefined);
    await provide({ ...config, store }).credentials();
    expect(store.saved).toEqual([{ idToken: jwt('a', 60), refreshToken: 'r2' }]);
  });

  test('is read first, because another program may have renewed the tokens', async () => {
    const { config, asked } = await issuer(() => ({ body: { id_token: jwt('b', 600) } }));
    const clock = clockAtStart();
    const store = keeping({ idToken: jwt('theirs', 60), refreshToken: 'theirs' });
    const provider = provide({ ...config, idToken: jwt('mine', 0), store }, clock);
    expect(await provider.credentials()).toMatchObject({ headers: { authorization: bearer(jwt('theirs', 60)) } });
    expect(asked).toEqual([]);
    clock.advance(60_000);
    await provider.credentials();
    expect(asked.map(({ form }) => form['refresh_token'])).toEqual(['theirs']);
  });

  test('that fails is logged, and the tokens in memory are used', async () => {
    const { config, asked } = await issuer(() => ({
      body: { id_token: jwt('a', asked.length * 60), refresh_token: `r${asked.length + 1}` },
    }));
    const logged: unknown[] = [];
    const store = keeping({ refreshToken: 'old' }, () => Promise.reject(new Error('read-only')));
    const logger = { ...silentLogger, error: (message: string, fields: unknown) => void logged.push([message, fields]) };
    const clock = clockAtStart();
    const provider = provide({ ...config, store }, clock, logger);
    await provider.credentials();
    clock.advance(60_000);
    await provider.credentials();
    expect(asked.map(({ form }) => form['refresh_token'])).toEqual(['old', 'r2']);
    expect(logged).toHaveLength(2);
    expect(inspect(logged)).toContain('read-only');
  });

  test('that never answers delays a request for at most 15 s', async () => {
    const { config } = await issuer(() => ({ body: { id_token: jwt('a', 60), refresh_token: 'r2' } }));
    const messages: string[] = [];
    const logger = { ...silentLogger, error: (message: string) => void messages.push(message) };
    const clock = clockAtStart();
    const never = (): Promise<never> => new Promise(() => {});
    const answer = provide({ ...config, store: { load: never, save: never } }, clock, logger).credentials();
    await turnsUntil(
      () => messages.length === 1,
      async () => clock.advance(15_000),
    );
    await turnsUntil(
      () => messages.length === 2,
      async () => clock.advance(100),
    );
    await expect(answer).resolves.toMatchObject({ headers: { authorization: bearer(jwt('a', 60)) } });
  });
});
