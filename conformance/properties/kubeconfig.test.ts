import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { currentNamespace, loadConfig, loadKubeConfig, type KubeConfig } from 'kube-client-runtime/config';
import { createRESTClient, type RESTConfig } from 'kube-client-runtime/rest';
import type { Answer } from './support/oracle.js';
import { expectRefused, outcomeOf, property } from './support/property.js';

/** Two folders with the same key pair, each with its own token, and the pair as data. */
const root = mkdtempSync(path.join(os.tmpdir(), 'kubeconfigs-'));
const folders = ['a', 'b'].map((name) => path.join(root, name));
const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
execFileSync('openssl', ['req', '-x509', ...key, '-keyout', 'x.key', '-out', 'x.crt', '-days', '2', '-subj', '/CN=x'], {
  cwd: root,
  stdio: 'ignore',
});
for (const folder of folders) {
  mkdirSync(folder);
  for (const name of ['x.key', 'x.crt']) copyFileSync(path.join(root, name), path.join(folder, name));
  writeFileSync(path.join(folder, 'token'), `token-of-${path.basename(folder)}`);
}
const [certData, keyData] = ['x.crt', 'x.key'].map((name) => readFileSync(path.join(root, name)).toString('base64'));
afterAll(() => rmSync(root, { recursive: true }));

const maybe = <T>(value: fc.Arbitrary<T>, weight = 1): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight, arbitrary: value });
const clusterName = fc.constantFrom('k1', 'k2', '__proto__');
const userName = fc.constantFrom('u1', 'u2', 'constructor');
const contextName = fc.constantFrom('c1', 'c2', 'toString');
const file = (name: string): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc.constantFrom(name, `./${name}`, `../a/${name}`, ...folders.map((folder) => path.join(folder, name))),
    },
    fc.constantFrom('missing', '/missing', ''),
  );

const cluster = fc.record({
  server: fc.oneof(
    {
      weight: 9,
      arbitrary: fc.constantFrom('https://h', 'http://h', 'https://h:6443', 'https://h:6443/prefix', 'https://[fd00::1]'),
    },
    fc.constant(undefined),
  ),
  'tls-server-name': maybe(fc.constantFrom('', 'n')),
  'insecure-skip-tls-verify': maybe(fc.boolean()),
  'certificate-authority': maybe(file('x.crt')),
  'certificate-authority-data': maybe(fc.constantFrom('', certData)),
  'proxy-url': maybe(fc.constantFrom('', 'http://p:3128', 'https://u:p@p', 'socks5://p', 'ftp://p', 'p:3128', '//p')),
  'disable-compression': maybe(fc.boolean()),
});

const exec = fc.record({
  command: fc.constantFrom('plugin', './bin/plugin', '/bin/plugin', '../plugin', ''),
  apiVersion: fc.constantFrom(
    'client.authentication.k8s.io/v1',
    'client.authentication.k8s.io/v1',
    'client.authentication.k8s.io/v1beta1',
    'client.authentication.k8s.io/v1alpha1',
    '',
  ),
  args: maybe(fc.array(fc.constantFrom('a', '--b=c'), { maxLength: 2 })),
  env: maybe(fc.array(fc.record({ name: fc.constantFrom('A', 'B'), value: fc.constantFrom('', 'x') }), { maxLength: 2 })),
  interactiveMode: fc.constantFrom('Never', 'IfAvailable', 'Always', 'sometimes'),
  provideClusterInfo: maybe(fc.boolean()),
});
const withCertificate = fc.record({
  'client-certificate': maybe(file('x.crt'), 2),
  'client-certificate-data': maybe(fc.constant(certData)),
  'client-key': maybe(file('x.key'), 2),
  'client-key-data': maybe(fc.constant(keyData)),
});
const user = fc
  .tuple(
    fc.record({
      token: maybe(fc.constantFrom('', 't')),
      tokenFile: maybe(file('token')),
      username: maybe(fc.constantFrom('', 'u')),
      password: maybe(fc.constantFrom('', 'p')),
      as: maybe(fc.constantFrom('', 'jane')),
      'as-uid': maybe(fc.constantFrom('7')),
      'as-groups': maybe(fc.array(fc.constantFrom('g', 'h'), { maxLength: 2 })),
      'as-user-extra': maybe(
        fc.dictionary(fc.constantFrom('x', 'y'), fc.array(fc.constantFrom('1', '2'), { maxLength: 2 }), { maxKeys: 2 }),
      ),
      exec: maybe(exec),
    }),
    fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, withCertificate),
  )
  .map(([{ password, ...plain }, certificate]) => ({
    ...plain,
    ...certificate,
    // One part of client-go treats a password without a user as basic auth, the other ignores it.
    ...(plain.username === 'u' ? { password } : {}),
  }));
const context = fc.record({
  cluster: fc.oneof({ weight: 9, arbitrary: clusterName }, fc.constant('')),
  user: fc.oneof({ weight: 9, arbitrary: userName }, fc.constant('')),
  namespace: maybe(fc.constantFrom('', 'team')),
});
const entries = <T>(name: fc.Arbitrary<string>, key: string, value: fc.Arbitrary<T>): fc.Arbitrary<unknown[]> =>
  fc
    .oneof(
      {
        weight: 9,
        arbitrary: fc.uniqueArray(fc.tuple(name, value), { maxLength: 3, selector: ([given]) => given }),
      },
      fc.array(fc.tuple(name, value), { maxLength: 3 }),
    )
    .map((pairs) => pairs.map(([given, content]) => ({ name: given, [key]: content })));

const document = fc.record(
  {
    apiVersion: fc.oneof({ weight: 15, arbitrary: fc.constant('v1') }, fc.constant('v2')),
    kind: fc.oneof({ weight: 15, arbitrary: fc.constant('Config') }, fc.constantFrom('Pod')),
    'current-context': fc.oneof({ weight: 3, arbitrary: contextName }, fc.constant('')),
    contexts: entries(contextName, 'context', context),
    clusters: entries(clusterName, 'cluster', cluster),
    users: entries(userName, 'user', user),
    unknown: fc.constant({ a: 1 }),
  },
  { requiredKeys: ['contexts', 'clusters', 'users'] },
);
/** The forms in which editors, scripts and tools leave a kubeconfig. */
const form = fc.constantFrom<(json: string) => string | Buffer>(
  (json) => json,
  (json) => json.replaceAll('true', 'yes').replaceAll('false', 'Off'),
  (json) => `---\n${json}\n---\n`,
  (json) => `# a comment\n---\n${json}\n...\n---\nkind: Pod\n`,
  (json) => `${json}\n---\n# nothing\n---\nusers: {\n`,
  (json) => Buffer.from(`\uFEFF${json}`),
  (json) => Buffer.from(`\uFEFF${json}`, 'utf16le'),
  (json) => Buffer.from(`\uFEFF${json}`, 'utf16le').swap16(),
  // The last of repeated keys wins, and a merge key replaces earlier keys.
  (json) => json.replace('{', '{"current-context":"never",'),
  (json) => json.replace(/^(.*)\}$/s, '$1,"<<":{"current-context":"c2"}}').replace('"<<":', '<<: '),
  (json) => json.replace('{', '{<<: [{"current-context":"c1"},{"current-context":"c2"}],'),
);
const kubeconfig = fc.tuple(document, form).map(([given, write]) => write(JSON.stringify(given)));
const content = fc.oneof(
  { weight: 12, arbitrary: kubeconfig },
  // A missing file, an empty file, an empty document, and a malformed one.
  fc.constantFrom(undefined, undefined, '', '{}', 'users: {', '# only a comment\n', '---\n'),
);
const loading = fc.record({
  contents: fc.array(content, { minLength: 1, maxLength: 3 }),
  context: fc.oneof({ weight: 4, arbitrary: fc.constant('') }, contextName),
  explicit: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
});
type Loading = typeof loading extends fc.Arbitrary<infer T> ? T : never;

/** Writes the files into alternating folders. Returns the settings for client-go and for our client. */
function write({ contents, explicit, context: asked }: Loading) {
  const files = contents.map((text, index) => {
    const name = path.join(folders[index % 2] ?? root, `config-${index}`);
    rmSync(name, { force: true });
    if (text !== undefined) writeFileSync(name, text);
    return name;
  });
  return {
    question: { explicit: explicit ? files[0] : '', files: explicit ? [] : files, context: asked },
    options: { kubeconfig: explicit ? files[0] : undefined, context: asked === '' ? undefined : asked },
    environment: { env: { KUBECONFIG: files.join(path.delimiter) }, homeFolder: root, serviceAccountFolder: root },
  };
}

const base64 = (data: string | Uint8Array | undefined): string => Buffer.from(data ?? '').toString('base64');
const fromEntries = <T>(map: ReadonlyMap<string, T>, describe: (value: T) => unknown): unknown =>
  Object.fromEntries([...map].map(([name, value]) => [name, describe(value)]));

function describeMerged(config: KubeConfig): unknown {
  return {
    currentContext: config.currentContext ?? '',
    contexts: fromEntries(config.contexts, ({ cluster: k, user: u, namespace = '' }) => ({ cluster: k, user: u, namespace })),
    clusters: fromEntries(config.clusters, (given) => ({
      origin: given.origin,
      server: given.server ?? '',
      serverName: given.tlsServerName ?? '',
      insecure: given.insecureSkipTLSVerify ?? false,
      caFile: given.certificateAuthority ?? '',
      caData: base64(given.certificateAuthorityData),
      proxyUrl: given.proxyUrl ?? '',
      disableCompression: given.disableCompression ?? false,
    })),
    users: fromEntries(config.users, (given) => ({
      origin: given.origin,
      certFile: given.clientCertificate ?? '',
      certData: base64(given.clientCertificateData),
      keyFile: given.clientKey ?? '',
      keyData: base64(given.clientKeyData),
      token: given.token ?? '',
      tokenFile: given.tokenFile ?? '',
      username: given.username ?? '',
      password: given.password ?? '',
      as: given.as ?? '',
      asUid: given.asUid ?? '',
      asGroups: given.asGroups ?? [],
      asExtra: given.asUserExtra ?? {},
      exec: given.exec?.command ?? '',
      authProvider: given.authProvider?.config ?? null,
    })),
  };
}

property('several files are one kubeconfig', loading, [], async (input, ask) => {
  const { question, options, environment } = write(input);
  const answer = await ask('kubeconfig.merge', question);
  const mine = await outcomeOf(async () => describeMerged(await loadKubeConfig(options, environment)));
  if ('error' in answer) expectRefused(mine, answer);
  // Without any file, we report an error. client-go does so only if a context is chosen.
  else if ('error' in mine) expect(answer).toEqual({ value: { currentContext: '', contexts: {}, clusters: {}, users: {} } });
  else expect(mine).toEqual(answer);
});

interface Resolved extends Record<string, unknown> {
  readonly username: string;
  readonly password: string;
  readonly bearerToken: string;
  readonly bearerTokenFile: string;
  readonly certFile: string;
  readonly certData: string;
}

function describeResolved(config: RESTConfig, namespace: string): Resolved {
  // client-go omits them for an http server, where they have no effect.
  const tls = config.host?.startsWith('http:') === true ? {} : (config.tlsClientConfig ?? {});
  const { execProvider: plugin, impersonate } = config;
  return {
    host: config.host ?? '',
    username: config.username ?? '',
    password: config.password ?? '',
    bearerToken: config.bearerToken ?? '',
    bearerTokenFile: config.bearerTokenFile ?? '',
    serverName: tls.serverName ?? '',
    insecure: tls.insecure ?? false,
    caFile: tls.caFile ?? '',
    caData: base64(tls.caData),
    certFile: tls.certFile ?? '',
    certData: base64(tls.certData),
    keyFile: tls.keyFile ?? '',
    keyData: base64(tls.keyData),
    proxyUrl: config.proxyUrl === false ? '' : (config.proxyUrl ?? ''),
    disableCompression: config.disableCompression ?? false,
    as: impersonate?.userName ?? '',
    asUid: impersonate?.uid ?? '',
    asGroups: impersonate?.groups ?? [],
    asExtra: impersonate?.extra ?? {},
    exec:
      plugin === undefined
        ? null
        : {
            command: plugin.command,
            apiVersion: plugin.apiVersion,
            args: plugin.args ?? [],
            env: plugin.env ?? [],
            interactiveMode: plugin.interactiveMode,
            provideClusterInfo: plugin.provideClusterInfo ?? false,
          },
    authProvider: '',
    namespace,
  };
}

/** Removes a plugin that is not used because there are other credentials. */
function effective(resolved: Resolved): Resolved {
  const { username, password, bearerToken, bearerTokenFile, certFile, certData } = resolved;
  const known = [username, password, bearerToken, bearerTokenFile, certFile, certData].some((text) => text !== '');
  return known ? { ...resolved, exec: null } : resolved;
}

property('a context comes to the same config, or is refused alike', loading, [], async (input, ask) => {
  const { question, options, environment } = write(input);
  const [answer, merged] = await Promise.all([ask('kubeconfig.resolve', question), ask('kubeconfig.merge', question)]);
  const mine = await outcomeOf(async () => {
    const config = await loadConfig(options, environment);
    createRESTClient(config).close();
    return effective(describeResolved(config, await currentNamespace(options, environment)));
  });
  if ('error' in answer || refusedByUsAlone(merged, input.context)) expectRefused(mine, answer);
  // client-go does not check the credentials for an http server. We report their errors.
  else if ('error' in mine && /: user ".*": /.test(mine.error) && isForHTTP(answer)) return;
  else if ('value' in answer) expect(mine).toEqual({ value: effective(answer.value as Resolved) });
});

function isForHTTP(answer: Answer): boolean {
  return 'value' in answer && (answer.value as Resolved)['host'] === 'http://h';
}

/** Whether only we refuse the config. client-go sends no credentials if the user of a context does not exist. */
function refusedByUsAlone(merged: unknown, asked: string): boolean {
  const { value } = merged as { value?: { currentContext: string; contexts: Record<string, { user: string }>; users: object } };
  if (value === undefined) return false;
  const named = value.contexts[asked === '' ? value.currentContext : asked]?.user ?? '';
  return named !== '' && !Object.hasOwn(value.users, named);
}
