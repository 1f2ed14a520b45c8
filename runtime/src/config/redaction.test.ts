import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { createRESTClient, type RESTConfig } from '../rest/index.js';
import { loadConfig, loadKubeConfig } from './load-config.js';

const hunter = Buffer.from('hunter2 is the key').toString('base64');
let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'redaction-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a kubeconfig whose only user and cluster are given as YAML in flow style. */
function kubeconfig(user: string, cluster = ''): string {
  const file = path.join(folder, 'config');
  writeFileSync(
    file,
    `{current-context: c, contexts: [{name: c, context: {cluster: k, user: u}}], clusters: [{name: k, cluster: {server: 'https://h', ${cluster}}}], users: [{name: u, user: {${user}}}]}`,
  );
  return file;
}

/** Returns every way in which a program prints a value. */
function printed(value: unknown): string {
  const deep = { depth: null, showHidden: true, getters: true } as const;
  const wrapped = Object.assign(new Error('failed', { cause: value }), { value });
  return [
    JSON.stringify(value),
    JSON.stringify({ value }),
    String(value),
    inspect(value),
    inspect(value, deep),
    inspect({ in: [value] }, deep),
    inspect(wrapped, deep),
  ].join('\n');
}
const hasSecret = /hunter|\b104,\s*117,\s*110|68 75 6e 74/;

const users: readonly (readonly [name: string, user: string, cluster?: string])[] = [
  ['a token', 'token: hunter2'],
  ['basic auth', 'username: jane, password: hunter2'],
  ['a client key', `client-certificate-data: QUJD, client-key-data: ${hunter}`],
  [
    'the environment of a plugin',
    'exec: {apiVersion: client.authentication.k8s.io/v1, command: x, args: [--password, hunter2], env: [{name: A, value: hunter2}]}',
  ],
  [
    'an auth provider',
    'auth-provider: {name: oidc, config: {idp-issuer-url: "https://i", client-id: c, client-secret: hunter2, id-token: hunter2, refresh-token: hunter2}}',
  ],
  ['the password of a proxy', 'token: t', "proxy-url: 'http://u:hunter2@p'"],
  [
    'the extension of a plugin',
    'exec: {apiVersion: client.authentication.k8s.io/v1, command: x}',
    'extensions: [{name: client.authentication.k8s.io/exec, extension: {secret: hunter2}}]',
  ],
];

describe.each(users.map(([name, user, cluster = '']) => [name, user, cluster] as const))(
  '%s is never printed',
  (_name, user, cluster) => {
    test('of a config, its parts and its copies', async () => {
      const config = await loadConfig({ kubeconfig: kubeconfig(user, cluster), overrides: { qps: 7 } });
      const copies: RESTConfig[] = [
        config,
        { ...config, qps: 5 },
        { ...{ ...config }, userAgent: 'x' },
        Object.assign({}, config),
      ];
      for (const copy of copies) expect(printed(copy)).not.toMatch(hasSecret);
      for (const part of [config.tlsClientConfig, config.execProvider, config.oidcProvider])
        if (part !== undefined) for (const one of [part, { ...part }]) expect(printed(one)).not.toMatch(hasSecret);
    });

    test('of a loaded kubeconfig, its users and its clusters', async () => {
      const loaded = await loadKubeConfig({ kubeconfig: kubeconfig(user, cluster) });
      const [one] = loaded.users.values();
      for (const value of [loaded, { ...loaded }, one, { ...one }, one?.exec, one?.authProvider, ...loaded.clusters.values()])
        if (value !== undefined) expect(printed(value)).not.toMatch(hasSecret);
    });

    test('of a client', async () => {
      const config = await loadConfig({ kubeconfig: kubeconfig(user, cluster) });
      const client = createRESTClient({
        ...config,
        tlsClientConfig: { ...config.tlsClientConfig },
        transport: { send: () => Promise.reject(new Error('x')) },
      });
      expect(printed(client)).not.toMatch(hasSecret);
      expect(printed(client.config)).not.toMatch(hasSecret);
      client.close();
    });
  },
);

test('a client of a config that was written by hand prints no secret', () => {
  const client = createRESTClient({
    host: 'https://h',
    bearerToken: 'hunter2',
    tlsClientConfig: { keyData: 'hunter2', certData: 'C' },
  });
  expect(printed(client)).not.toMatch(hasSecret);
  expect(client.config.bearerToken).toBe('hunter2');
});

test('a copy of a config authenticates, and an override replaces its secret', async () => {
  const seen: unknown[] = [];
  const transport: RESTConfig['transport'] = {
    async send({ headers }) {
      seen.push(headers['authorization']);
      return {
        status: 200,
        headers: {},
        body: (async function* () {
          yield Buffer.from('{}');
        })(),
      };
    },
  };
  const config = await loadConfig({ kubeconfig: kubeconfig('token: hunter2') });
  expect(config.bearerToken).toBe('hunter2');
  const { bearerToken: _, ...anonymous } = config;
  for (const copy of [config, { ...config, qps: 5 }, { ...config, bearerToken: 'other' }, anonymous])
    await createRESTClient({ ...copy, transport }).request({ method: 'GET', path: '/', query: [], headers: {} });
  expect(seen).toEqual(['Bearer hunter2', 'Bearer hunter2', 'Bearer other', undefined]);
  expect(printed({ ...config, bearerToken: 'hunter3' })).not.toMatch(hasSecret);
});

test('the rest of a config is printed', async () => {
  const config = await loadConfig({ kubeconfig: kubeconfig('username: jane, password: hunter2') });
  const copy = { ...config, qps: 5 };
  expect(JSON.parse(JSON.stringify(copy))).toEqual({ host: 'https://h', username: 'jane', password: '--- REDACTED ---', qps: 5 });
  expect(inspect(copy)).toContain("host: 'https://h'");
});
