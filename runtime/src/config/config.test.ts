import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import type { RESTConfig } from '../rest/index.js';
import { isPlainObject } from '../util/index.js';
import { inClusterConfig } from './in-cluster.js';
import { currentNamespace, loadConfig, loadKubeConfig, type LoadConfigOptions } from './load-config.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'kubeconfig-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => path.join(folder, name);
function write(name: string, text: string): string {
  mkdirSync(path.dirname(at(name)), { recursive: true });
  writeFileSync(at(name), text);
  return at(name);
}

const environment = (env: Record<string, string> = {}) => ({ env, homeFolder: at('home'), serviceAccountFolder: at('sa') });
/** Loads a config, and leaves out the methods that print it. */
const load = async (options: LoadConfigOptions = {}, env: Record<string, string> = {}): Promise<RESTConfig> =>
  fieldsOf(await loadConfig(options, environment(env)));
function fieldsOf<T extends object>(value: T): T {
  const copy = Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'toJSON'));
  for (const key of ['tlsClientConfig', 'execProvider']) if (isPlainObject(copy[key])) copy[key] = fieldsOf(copy[key]);
  return copy as T;
}
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A kubeconfig of one context whose cluster and user are given. */
const one = (user: string, cluster = 'server: https://h'): string =>
  `{apiVersion: v1, kind: Config, current-context: c, contexts: [{name: c, context: {cluster: k, user: u, namespace: team}}], clusters: [{name: k, cluster: {${cluster}}}], users: [{name: u, user: {${user}}}]}`;

describe('settings of a user and a cluster', () => {
  test.each<[string, string | undefined, RESTConfig]>([
    ['token: t', undefined, { host: 'https://h', bearerToken: 't' }],
    ['token: t', 'server: http://127.0.0.1:8080', { host: 'http://127.0.0.1:8080', bearerToken: 't' }],
    ['token: t', 'server: http://elsewhere:8080', { host: 'http://elsewhere:8080' }],
    ['username: u, password: p', undefined, { host: 'https://h', username: 'u', password: 'p' }],
    [
      `client-certificate-data: ${base64('C')}, client-key-data: ${base64('K')}`,
      `server: https://h, certificate-authority-data: ${base64('A')}, tls-server-name: n, proxy-url: 'socks5://p', disable-compression: true`,
      {
        host: 'https://h',
        proxyUrl: 'socks5://p',
        disableCompression: true,
        tlsClientConfig: { caData: Buffer.from('A'), serverName: 'n', certData: Buffer.from('C'), keyData: Buffer.from('K') },
      },
    ],
    ['', 'server: https://h, insecure-skip-tls-verify: true', { host: 'https://h', tlsClientConfig: { insecure: true } }],
    [
      'as: jane, as-uid: "7", as-groups: [a, b], as-user-extra: {k: [v]}',
      undefined,
      { host: 'https://h', impersonate: { userName: 'jane', uid: '7', groups: ['a', 'b'], extra: { k: ['v'] } } },
    ],
  ])('%s', async (user, cluster, wanted) => {
    expect(await load({ kubeconfig: write('config', one(user, cluster)) })).toEqual(wanted);
  });

  test('a credential plugin, with its relative path and the extension of the cluster', async () => {
    const exec =
      'exec: {apiVersion: client.authentication.k8s.io/v1, command: ./bin/plugin, args: [a], env: [{name: N, value: V}], interactiveMode: Never, provideClusterInfo: true, installHint: get it}';
    const extensions = 'server: https://h, extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: x}}]';
    expect((await load({ kubeconfig: write('config', one(exec, extensions)) })).execProvider).toEqual({
      apiVersion: 'client.authentication.k8s.io/v1',
      command: at('bin/plugin'),
      args: ['a'],
      env: [{ name: 'N', value: 'V' }],
      interactiveMode: 'Never',
      provideClusterInfo: true,
      installHint: 'get it',
      clusterExtension: { audience: 'x' },
    });
  });
});

describe('several files', () => {
  test('the first entry of a name wins; paths are relative to their file; missing files are skipped', async () => {
    const first = write('a/config', 'current-context: c\nusers: [{name: red, user: {token: first}}]\ncontexts: []\nclusters:\n');
    write('b/ca.crt', 'CA');
    const second = write(
      'b/config',
      'current-context: other\nusers: [{name: red, user: {username: second}}]\n' +
        'contexts: [{name: c, context: {cluster: k, user: red}}]\nclusters: [{name: k, cluster: {server: "https://h", certificate-authority: ca.crt}}]',
    );
    expect(await load({}, { KUBECONFIG: [at('missing'), first, '', second, first].join(path.delimiter) })).toEqual({
      host: 'https://h',
      bearerToken: 'first',
      bearerTokenFile: undefined,
      tlsClientConfig: { caFile: at('b/ca.crt') },
    });
  });

  test('the error of a malformed file has its name and line, but not its content', async () => {
    const broken = write('b', 'users:\n- name: u\n  user: {token: hunter2\n');
    const error = await load({}, { KUBECONFIG: [write('a', one('')), broken].join(path.delimiter) }).catch(
      (caught: unknown) => caught,
    );
    expect(String(error)).toMatch(new RegExp(`${broken}: not valid YAML at line \\d+: `));
    expect(inspect(error)).not.toContain('hunter2');
  });
});

describe('the places of a config', () => {
  const pod = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };

  test('the explicit file, then KUBECONFIG, then the home folder, then the pod', async () => {
    const config = (host: string): string => one('', `server: "https://${host}"`);
    write('home/.kube/config', config('home'));
    write('sa/token', 't');
    const listed = write('listed', config('listed'));
    expect(await load({ kubeconfig: write('explicit', config('explicit')) }, { ...pod, KUBECONFIG: listed })).toMatchObject({
      host: 'https://explicit',
    });
    expect(await load({}, { ...pod, KUBECONFIG: listed })).toMatchObject({ host: 'https://listed' });
    expect(await load({}, pod)).toMatchObject({ host: 'https://home' });
    rmSync(at('home'), { recursive: true });
    expect(await load({}, pod)).toEqual({ host: 'https://[fd00::1]:443', bearerTokenFile: at('sa/token') });
  });

  test('a pod ignores a kubeconfig without current-context, unless options name the file or a context', async () => {
    write('sa/token', 't');
    const kubeconfig = write('home/.kube/config', one('').replace('current-context: c', 'x: y'));
    expect(await load({}, pod)).toMatchObject({ bearerTokenFile: at('sa/token') });
    expect(await load({ context: 'c' }, pod)).toEqual({ host: 'https://h' });
    await expect(load({ kubeconfig }, pod)).rejects.toThrow('no context chosen');
    rmSync(at('home'), { recursive: true });
    await expect(load({ context: 'c' }, pod)).rejects.toThrow(
      `context "c" does not exist: searched ${at('home/.kube/config')} (not found)`,
    );
  });

  test('a pod has its own CA and namespace', async () => {
    write('sa/token', 't');
    write('sa/ca.crt', 'x');
    write('sa/namespace', 'team\n');
    expect(await inClusterConfig(environment(pod))).toMatchObject({ tlsClientConfig: { caFile: at('sa/ca.crt') } });
    expect(await currentNamespace({}, environment(pod))).toBe('team');
    expect(await currentNamespace({}, environment({ ...pod, POD_NAMESPACE: 'other' }))).toBe('other');
  });

  test('the error without a config lists all places', async () => {
    await expect(load()).rejects.toThrow(
      `no cluster is configured: searched ${at('home/.kube/config')} (not found), and KUBERNETES_SERVICE_HOST is not set`,
    );
    write('empty', '');
    await expect(load({}, { KUBECONFIG: `${at('empty')}:${at('b')}` })).rejects.toThrow(
      `KUBECONFIG: ${at('empty')} (empty), ${at('b')} (not found)`,
    );
    await expect(load({ kubeconfig: at('none') })).rejects.toThrow(`${at('none')}: no such file`);
    await expect(load({ kubeconfig: folder })).rejects.toThrow(`${folder}: cannot be read: EISDIR`);
    await expect(load({}, pod)).rejects.toThrow(`${at('sa/token')} cannot be read`);
    await expect(inClusterConfig(environment())).rejects.toThrow(
      'KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined',
    );
  });

  test('the namespace is that of the context, else of the pod, else default; a missing context is an error', async () => {
    const kubeconfig = write('config', one(''));
    const without = write('other', one('').replace(', namespace: team', ''));
    write('sa/namespace', 'mine');
    expect(await currentNamespace({ kubeconfig }, environment(pod))).toBe('team');
    expect(await currentNamespace({ kubeconfig: without }, environment(pod))).toBe('mine');
    expect(await currentNamespace({ kubeconfig: without }, environment())).toBe('default');
    await expect(currentNamespace({ kubeconfig, context: 'none' }, environment())).rejects.toThrow(
      'context "none" does not exist',
    );
  });
});

describe('overrides', () => {
  const caData = Buffer.from('A');
  const withCA = `server: https://h, certificate-authority-data: ${base64('A')}`;
  const certificate = `client-certificate-data: ${base64('C')}, client-key-data: ${base64('K')}`;
  const [certData, keyData] = [Buffer.from('C'), Buffer.from('K')];

  test.each<[string, string, string, RESTConfig, RESTConfig]>([
    [
      'a credential replaces all others',
      'username: u, password: p',
      withCA,
      { bearerToken: 't', qps: 5, host: undefined, tlsClientConfig: { serverName: 'n' } },
      { host: 'https://h', qps: 5, bearerToken: 't', tlsClientConfig: { caData, serverName: 'n' } },
    ],
    [
      'insecure removes the CA',
      '',
      withCA,
      { tlsClientConfig: { insecure: true } },
      { host: 'https://h', tlsClientConfig: { insecure: true } },
    ],
    [
      'a CA removes insecure',
      '',
      'server: https://h, insecure-skip-tls-verify: true',
      { tlsClientConfig: { caData: 'B' } },
      { host: 'https://h', tlsClientConfig: { caData: 'B' } },
    ],
    [
      'a CA file replaces CA data',
      '',
      withCA,
      { tlsClientConfig: { caFile: '/b' } },
      { host: 'https://h', tlsClientConfig: { caFile: '/b' } },
    ],
    [
      'a CA replaces a CA file that does not exist',
      '',
      'server: https://h, certificate-authority: gone',
      { tlsClientConfig: { caData: 'B' } },
      { host: 'https://h', tlsClientConfig: { caData: 'B' } },
    ],
    [
      'certificate and key files replace their data',
      certificate,
      'server: https://h',
      { tlsClientConfig: { certFile: '/c', keyFile: '/k' } },
      { host: 'https://h', tlsClientConfig: { certFile: '/c', keyFile: '/k' } },
    ],
    [
      'a host keeps the CA and the certificate, and removes the server name',
      certificate,
      `${withCA}, tls-server-name: n`,
      { host: 'https://other' },
      { host: 'https://other', tlsClientConfig: { caData, certData, keyData } },
    ],
    [
      'a host may have a server name',
      '',
      'server: https://h, tls-server-name: n',
      { host: 'https://other', tlsClientConfig: { serverName: 'm' } },
      { host: 'https://other', tlsClientConfig: { serverName: 'm' } },
    ],
    [
      'impersonation is overridden field by field',
      'as: jane, as-groups: [a]',
      'server: https://h',
      { impersonate: { userName: 'joe' } },
      { host: 'https://h', impersonate: { userName: 'joe', groups: ['a'] } },
    ],
  ])('%s', async (_name, user, cluster, overrides, wanted) => {
    expect(await load({ kubeconfig: write('config', one(user, cluster)), overrides })).toEqual(wanted);
  });

  test('apply to the config of a pod, too', async () => {
    write('sa/token', 't');
    const pod = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
    expect(await load({ overrides: { host: 'https://other', bearerToken: 'mine' } }, pod)).toEqual({
      host: 'https://other',
      bearerToken: 'mine',
    });
  });
});

describe('errors have the file, the path and a fix', () => {
  test.each<[string, string]>([
    ['[]', 'the document must be an object, not a list'],
    ['kind: Pod', 'kind must be Config'],
    ['users: 5', 'users must be a list, not a number'],
    ['users: [5]', 'users[0] must be an object, not a number'],
    ['users: [{name: u, user: {token: 123456}}]', 'users[0].user.token must be a string, not a number: put it in quotes'],
    ['users: [{name: u, user: {as-groups: a}}]', 'users[0].user.as-groups must be a list, not a string'],
    ['users: [{name: u, user: {as-groups: [1]}}]', 'users[0].user.as-groups[0] must be a string, not a number: put it in quotes'],
    [
      'clusters: [{name: k, cluster: {insecure-skip-tls-verify: "yes"}}]',
      'clusters[0].cluster.insecure-skip-tls-verify must be true or false, not a string',
    ],
    [
      'clusters: [{name: k, cluster: {certificate-authority-data: "*"}}]',
      'clusters[0].cluster.certificate-authority-data is not base64',
    ],
    ['apiVersion: v2', 'apiVersion must be v1'],
    ['users: [{name: u, user: {}}, {name: u, user: {}}]', 'users[1].name "u" is already in users'],
    ['clusters: [{name: k}, {name: k}]', 'clusters[1].name "k" is already in clusters'],
    ['contexts: [{name: c}, {name: c}]', 'contexts[1].name "c" is already in contexts'],
    ['users: [{name: u, user: {auth-provider: {}}}]', 'users[0].user.auth-provider.name is missing'],
    [
      'users: [{name: u, user: {auth-provider: {name: oidc, config: {id-token: 5}}}}]',
      'users[0].user.auth-provider.config.id-token must be a string, not a number',
    ],
  ])('%s', async (text, message) => {
    const kubeconfig = write('config', text);
    await expect(load({ kubeconfig })).rejects.toThrow(`${kubeconfig}: ${message}`);
  });

  test.each<[string, string]>([
    [one('').replace('current-context: c', 'x: y'), 'no context chosen: set current-context, or pass context (it has "c")'],
    [one('').replace('current-context: c', 'current-context: d'), 'context "d" does not exist (it has "c")'],
    [one('').replace('cluster: k, user', 'cluster: z, user'), 'cluster "z" was not found for context "c"'],
    [one('').replace('cluster: k, user', 'user'), 'cluster was not specified for context "c"'],
    [one('').replace('user: u, name', 'user: z, name'), 'user "z" was not found for context "c"'],
    [one('', ''), 'no server found for cluster "k"'],
    [one(`client-certificate-data: ${base64('C')}`), 'user "u": client-key-data or client-key must be specified'],
    [
      one(`client-certificate-data: ${base64('C')}, client-certificate: c, client-key: k`),
      'user "u": client-certificate-data and client-certificate are both specified',
    ],
    [
      one(`client-certificate-data: ${base64('C')}, client-key-data: ${base64('K')}, client-key: k`),
      'user "u": client-key-data and client-key are both specified',
    ],
    [
      one('', `server: https://h, certificate-authority: c, certificate-authority-data: ${base64('A')}`),
      'cluster "k": certificate-authority-data and certificate-authority are both specified',
    ],
    [
      one('', `server: https://h, insecure-skip-tls-verify: true, certificate-authority-data: ${base64('A')}`),
      'cluster "k": specifying a root certificates file with the insecure flag is not allowed: remove insecure-skip-tls-verify',
    ],
    [
      one('', 'server: https://h, proxy-url: "proxy:3128"'),
      'cluster "k": proxy-url must be a URL that begins with http, https or socks5',
    ],
    [one('', 'server: https://h, certificate-authority: ca.crt'), 'certificate-authority of cluster "k" cannot be read:'],
    [one('client-certificate: c.crt, client-key: c.key'), 'client-certificate of user "u" cannot be read:'],
    [one('tokenFile: token'), 'tokenFile of user "u" cannot be read:'],
    [one('token: t, username: u', 'server: http://h'), 'more than one authentication method found'],
    [one('exec: {}'), 'exec.command is missing'],
    [
      one('exec: {command: x, apiVersion: client.authentication.k8s.io/v1}, auth-provider: {name: oidc}'),
      'auth-provider cannot be provided in combination with exec',
    ],
    [one('token: t, username: u'), 'more than one authentication method found'],
    [one('as-groups: [a]'), 'requesting uid, groups or user-extra for user "u" without impersonating a user'],
    [one('auth-provider: {name: gcp}'), 'auth-provider "gcp" is not supported, and kubectl has removed it: use an exec plugin'],
    [one('auth-provider: {name: oidc}'), 'auth-provider.config.idp-issuer-url is missing'],
    [one('auth-provider: {name: oidc, config: {idp-issuer-url: "https://i"}}'), 'auth-provider.config.client-id is missing'],
    [one('auth-provider: {name: oidc, config: {idp-issuer-url: i, client-id: c}}'), 'idp-issuer-url must be a URL'],
    [
      one(
        'auth-provider: {name: oidc, config: {idp-issuer-url: "https://i", client-id: c, idp-certificate-authority-data: "*"}}',
      ),
      'idp-certificate-authority-data is not base64',
    ],
    [one('exec: {command: x}'), 'exec.apiVersion is missing'],
    [
      one('exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}'),
      'exec.apiVersion "client.authentication.k8s.io/v1alpha1" is not supported',
    ],
    [
      one('exec: {command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Sometimes}'),
      'exec.interactiveMode "Sometimes" is not Never, IfAvailable or Always',
    ],
  ])('of the context: %#', async (text, message) => {
    const kubeconfig = write('config', text);
    await expect(load({ kubeconfig })).rejects.toThrow(message);
    await expect(load({ kubeconfig })).rejects.toThrow(kubeconfig);
  });

  test('only the context in use must be valid', async () => {
    const kubeconfig = write(
      'config',
      one('auth-provider: {name: oidc}').replace('contexts: [', 'contexts: [{name: fine, context: {cluster: k}}, '),
    );
    expect(await load({ kubeconfig, context: 'fine' })).toEqual({ host: 'https://h' });
  });
});

test('names may equal properties of Object.prototype', async () => {
  const kubeconfig = write(
    'config',
    one('').replaceAll('name: c,', 'name: __proto__,').replace('current-context: c', 'current-context: __proto__'),
  );
  expect(await load({ kubeconfig })).toEqual({ host: 'https://h' });
  await expect(load({ kubeconfig, context: 'constructor' })).rejects.toThrow('context "constructor" does not exist');
});

test('two loads share nothing', async () => {
  const kubeconfig = write('config', one('exec: {command: x, apiVersion: client.authentication.k8s.io/v1}'));
  const [a, b] = [await load({ kubeconfig }), await load({ kubeconfig })];
  expect(a.execProvider).toEqual(b.execProvider);
  expect(a.execProvider).not.toBe(b.execProvider);
});

test('loadKubeConfig returns all entries', async () => {
  const kubeConfig = await loadKubeConfig({ kubeconfig: write('config', one('token: t')) }, environment());
  expect([kubeConfig.currentContext, [...kubeConfig.users.keys()]]).toEqual(['c', ['u']]);
});
