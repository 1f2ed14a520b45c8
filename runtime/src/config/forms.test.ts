import { inspect } from 'node:util';
import { parseKubeConfig } from './parse-kubeconfig.js';
import { resolveContext } from './to-rest-config.js';

const plain = `apiVersion: v1
kind: Config
current-context: c
contexts: [{name: c, context: {cluster: k, user: u}}]
clusters:
- name: k
  cluster:
    server: https://h
users:
- name: u
  user:
    token: t
`;
const withServer = (lines: string): string => plain.replace('server: https://h', lines.replaceAll('\n', '\n    '));
const withToken = (value: string): string => plain.replace('token: t', `token: ${value}`);
const utf16 = Buffer.from(`\uFEFF${plain}`, 'utf16le');
const resolve = async (content: string | Uint8Array) =>
  resolveContext(await parseKubeConfig(content, '/folder/config'), undefined, '/folder/config').config;

test.each<[string, string | Uint8Array]>([
  ['UTF-16, little-endian', utf16],
  ['UTF-16, big-endian', Buffer.from(utf16).swap16()],
  ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${plain}`)],
  ['text with a byte order mark', `\uFEFF${plain}`],
  ['CRLF', plain.replaceAll('\n', '\r\n')],
  ['a trailing ---', `${plain}---\n`],
  ['a trailing --- without a line break', `${plain}---`],
  ['a leading ---', `---\n${plain}`],
  ['comments before ---', `# generated\n\n---\n${plain}`],
  ['a YAML directive', `%YAML 1.1\n---\n${plain}`],
  ['the end marker', `${plain}...\n`],
  ['empty further documents', `${plain}---\n---\n# nothing\n---\n`],
  ['a further document of another kind', `${plain}---\nkind: Pod\n`],
  ['a further document that is broken', `${plain}---\nusers: {\n`],
  ['a repeated key, of which the last counts', withToken('hunter1\n    token: t')],
  ['a repeated section, whose last occurrence wins', `users: [{name: u, user: {token: hunter1}}]\n${plain}`],
  ['a merge key', `x: &d {server: "https://other", tls-server-name: ""}\n${withServer('<<: *d\nserver: https://h')}`],
  ['a merge key that replaces earlier keys', `x: &d {server: "https://h"}\n${withServer('server: https://other\n<<: *d')}`],
  [
    'a list of merged mappings, whose first entry wins',
    `x: &d {server: "https://h"}\ny: &e {server: "https://e"}\n${withServer('<<: [*d, *e]')}`,
  ],
  ['an alias', `x: &d https://h\n${withServer('server: *d')}`],
  ['an unknown tag', withToken('!vault t')],
  ['a quoted value that continues without indentation', `${plain}x: "a\nb"\n`],
  ['flow style without indentation', `${plain}preferences: {\na: b\n}\n`],
  ['entries without a name', plain.replace('users:', 'users:\n- user: {token: z}\n- {user: {token: y}}\n- null\n- {}')],
  [
    'JSON with tabs',
    JSON.stringify(
      {
        'current-context': 'c',
        contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
        clusters: [{ name: 'k', cluster: { server: 'https://h' } }],
        users: [{ name: 'u', user: { token: 't' } }],
      },
      null,
      '\t',
    ),
  ],
])('reads a kubeconfig in the form that client-go reads: %s', async (_name, content) => {
  expect(await resolve(content)).toMatchObject({ host: 'https://h', bearerToken: 't' });
});

test.each<[string, boolean | undefined]>([
  ['yes', true],
  ['On', true],
  ['y', true],
  ['TRUE', true],
  ['no', false],
  ['off', false],
  ['N', false],
  ['~', undefined],
])('%s is the boolean %s of YAML 1.1', async (word, wanted) => {
  const config = await parseKubeConfig(withServer(`server: https://h\ninsecure-skip-tls-verify: ${word}`), 'f');
  expect(config.clusters.get('k')?.insecureSkipTLSVerify).toBe(wanted);
});

test.each<[string, string | undefined]>([
  ['2026-01-01', '2026-01-01'],
  ['1:30', '1:30'],
  ['y', 'y'],
  ['yEs', 'yEs'],
  ['!!str 123', '123'],
  ['!!binary dA==', 't'],
])('the scalar %s is the string %s', async (written, wanted) => {
  expect((await resolve(withToken(written))).bearerToken).toBe(wanted);
});

test.each(['123', '1_000', '0x1f', '017', '1e3', 'yes', '.5'])(
  '%s is not a string, and the error does not quote it',
  async (written) => {
    const message = await resolve(withToken(written)).catch(String);
    expect(message).toMatch(/users\[0\]\.user\.token must be a string, not a (number|boolean): put it in quotes/);
  },
);

test.each(['', '\n', '# only\n# comments\n', '---\n', '--- # c\n', 'null\n', '\uFEFF'])(
  '%j is a kubeconfig without entries',
  async (text) => {
    const { contexts, clusters, users, currentContext } = await parseKubeConfig(text, 'f');
    expect([contexts.size, clusters.size, users.size, currentContext]).toEqual([0, 0, 0, undefined]);
  },
);

test.each([
  ['server: http://h\ncertificate-authority-data: QUJD'],
  ['server: http://h\ninsecure-skip-tls-verify: true'],
  ['server: http://h\ntls-server-name: n'],
])('an http server is used with any TLS settings: %j', async (lines) => {
  const config = await resolve(withServer(lines));
  expect(config.host).toBe('http://h');
  expect(config.bearerToken).toBeUndefined();
});

test.each([
  ['an unknown alias', withToken('*hunter2')],
  ['a tag that is malformed', withToken('!<hunter2 x')],
  ['an unknown tag handle', withToken('!hunter2!x y')],
  ['a reserved character', withToken('@hunter2')],
  ['a quote without an end', withToken('"hunter2')],
  ['a mapping in a value', withToken('hunter2: hunter2: x')],
  ['a token on a line of its own', `${plain}hunter2\n`],
  ['an anchor that contains itself', withToken('&hunter2 [*hunter2]')],
  ['control characters', withToken('hunter2\0')],
])('an error of YAML names the file and never quotes the text: %s', async (_name, text) => {
  const error: unknown = await parseKubeConfig(text, '/folder/config').catch((caught: unknown) => caught);
  expect(String(error)).toMatch(/^Error: \/folder\/config: /);
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain('hunter');
});
