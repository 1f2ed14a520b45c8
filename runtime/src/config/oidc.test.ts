import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { loadConfig } from './load-config.js';
import { newKubeConfigTokenStore } from './oidc-store.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'oidc-'));
  file = path.join(folder, 'config');
});
afterEach(() => rmSync(folder, { recursive: true }));

const yaml = `# mine
apiVersion: v1
kind: Config
current-context: c
contexts: [{name: c, context: {cluster: k, user: u}}]
clusters: [{name: k, cluster: {server: "https://h"}}]
users:
- name: other
  user: {token: t} # stays
- name: u
  user:
    auth-provider:
      name: oidc
      config:
        idp-issuer-url: https://issuer/realm
        idp-certificate-authority: ca.crt
        client-id: kube
        client-secret: hunter2
        id-token: aaa.bbb.hunter2
        refresh-token: 'r1-hunter2' # rotates
`;

test('the settings of a user become a provider, with paths relative to the file, and no secret is printed', async () => {
  writeFileSync(file, yaml);
  const config = await loadConfig({ kubeconfig: file });
  expect(config.oidcProvider).toMatchObject({
    issuerUrl: 'https://issuer/realm',
    clientId: 'kube',
    clientSecret: 'hunter2',
    idToken: 'aaa.bbb.hunter2',
    refreshToken: 'r1-hunter2',
    caFile: path.join(folder, 'ca.crt'),
  });
  expect(inspect(config, { depth: 9 })).not.toContain('hunter2');
});

test('a token in overrides replaces the provider', async () => {
  writeFileSync(file, yaml);
  expect((await loadConfig({ kubeconfig: file, overrides: { bearerToken: 't' } })).oidcProvider).toBeUndefined();
});

describe('renewed tokens are written back to the file', () => {
  const tokens = { idToken: 'ccc.ddd.eee', refreshToken: "r2: 'x'" };

  test('and everything else remains unchanged', async () => {
    writeFileSync(file, yaml);
    chmodSync(file, 0o640);
    const store = newKubeConfigTokenStore(file, 'u');
    expect(await store.load()).toEqual({ idToken: 'aaa.bbb.hunter2', refreshToken: 'r1-hunter2' });
    await store.save({ idToken: 'ccc.ddd.eee', refreshToken: 'r2' });
    expect(readFileSync(file, 'utf8')).toBe(yaml.replace('aaa.bbb.hunter2', 'ccc.ddd.eee').replace('r1-hunter2', 'r2'));
    expect(await store.load()).toEqual({ idToken: 'ccc.ddd.eee', refreshToken: 'r2' });
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  test.each([
    ['a token that needs quotes', yaml],
    ['no token before', yaml.replace(/ +(id|refresh)-token.*\n/g, '')],
    ['the same token of another user', yaml.replace('token: t}', 'token: r1-hunter2}')],
    ['JSON', '{"users":[{"name":"u","user":{"auth-provider":{"name":"oidc","config":{"client-id":"kube"}}}}]}'],
  ])('with %s', async (_name, text) => {
    writeFileSync(file, text);
    const store = newKubeConfigTokenStore(file, 'u');
    await store.save(tokens);
    expect(await store.load()).toEqual(tokens);
    const content = readFileSync(file, 'utf8');
    if (text.startsWith('{')) expect(JSON.parse(content)).toBeDefined();
    else expect((await loadConfig({ kubeconfig: file })).oidcProvider).toMatchObject({ clientSecret: 'hunter2', ...tokens });
    if (text.includes('token: r1-hunter2}')) expect(content).toContain('token: r1-hunter2');
  });

  test('through a symbolic link, which remains', async () => {
    writeFileSync(file, yaml);
    const link = path.join(folder, 'link');
    symlinkSync(file, link);
    await newKubeConfigTokenStore(link, 'u').save(tokens);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain('ccc.ddd.eee');
  });

  test('unless kubectl holds the lock, the user was removed, or the file cannot be read', async () => {
    writeFileSync(file, yaml);
    const store = newKubeConfigTokenStore(file, 'u');
    writeFileSync(`${file}.lock`, '');
    await expect(store.save(tokens)).rejects.toThrow('EEXIST');
    rmSync(`${file}.lock`);
    await expect(newKubeConfigTokenStore(file, 'x').save(tokens)).rejects.toThrow('user "x" no longer has an auth-provider');
    writeFileSync(file, 'users: [{hunter2');
    await expect(store.save(tokens)).rejects.toThrow(/^(?!.*hunter2)/);
    expect(await store.load()).toBeUndefined();
    rmSync(file);
    await expect(store.load()).rejects.toThrow('ENOENT');
    expect(existsSync(`${file}.lock`)).toBe(false);
  });
});
