import fc from 'fast-check';
import { chooseProxy } from '../../runtime/src/rest/http/proxy-choice.js';
import { serverURL } from '../../runtime/src/rest/request/urls.js';
import { expectRefused, outcomeOf, property, sameAnswer } from './support/property.js';

const host = fc.oneof(
  fc.constantFrom(
    'api',
    'api.example.com',
    'API.Example.com',
    'example.com',
    'xexample.com',
    'localhost',
    'localhost.example.com',
    '1.example.com',
  ),
  fc.constantFrom('10.1.2.3', '10.0.0.1', '192.168.1.1', '127.0.0.1', '127.1.2.3', '128.0.0.1', '0.0.0.0'),
  fc.constantFrom('[fd00::1]', '[::1]', '[fd00:0::1]', '[2001:db8::a]', '[::ffff:10.1.2.3]', '[::ffff:127.0.0.1]'),
);
const port = fc.constantFrom('', ':80', ':443', ':6443');
const server = fc
  .tuple(fc.constantFrom('http', 'https'), host, port)
  .map(([scheme, name, number]) => `${scheme}://${name}${number}`);

const name = fc.oneof(
  host,
  fc.constantFrom(
    '.example.com',
    '*.example.com',
    '.com',
    'com',
    '*',
    '*.',
    '.',
    'EXAMPLE.com',
    '*example.com',
    'fd00::1',
    '::1',
    '::ffff:10.1.2.3',
  ),
  fc.constantFrom(
    '10.0.0.0/8',
    '10.1.0.0/16',
    '10.1.2.3/32',
    '10.0.0.0/33',
    'fd00::/8',
    '::/0',
    '0.0.0.0/0',
    '10.0.0.0/',
    '/8',
    '10.1/16',
  ),
);
const entry = fc
  .tuple(
    fc.constantFrom('', '', ' '),
    name,
    fc.oneof({ weight: 3, arbitrary: fc.constant('') }, fc.constantFrom(':443', ':80', ':6443', ':', ':x')),
  )
  .map((parts) => parts.join(''));
const noProxy = fc
  .array(fc.oneof({ weight: 9, arbitrary: entry }, fc.constant('')), { maxLength: 3 })
  .map((entries) => entries.join(','));
const proxy = fc.constantFrom(
  '',
  'http://p:3128',
  'https://p',
  'socks5://p:1080',
  'p:3128',
  'p',
  '10.9.9.9:3128',
  'http://u:p@p:3128',
);

const withSlash = (url: string | undefined): string => (url === undefined ? '' : url.replace(/\/$/, ''));

sameAnswer(
  'the environment names the same proxy for a server, or none',
  'proxies.of',
  fc.record({ server, httpProxy: proxy, httpsProxy: proxy, noProxy }),
  (input) => {
    const env = { HTTP_PROXY: input.httpProxy, HTTPS_PROXY: input.httpsProxy, NO_PROXY: input.noProxy };
    return withSlash(chooseProxy(serverURL({ host: input.server }), undefined, env)?.href);
  },
);

const given = fc.oneof(
  server,
  fc
    .tuple(
      fc.constantFrom('', 'HTTPS://', 'http://', 'ftp://', '//'),
      host,
      port,
      fc.constantFrom('', '/', '/a', '/a/b/', '?q=1'),
    )
    .map((parts) => parts.join('')),
);

property(
  'a host is the same server, or is refused alike',
  fc.record({ host: given, tls: fc.boolean() }),
  [],
  async (input, ask) => {
    const [answer, mine] = await Promise.all([
      ask('urls.server', input),
      outcomeOf(() => {
        const { secure, authority, pathPrefix } = serverURL({ host: input.host, tlsClientConfig: { insecure: input.tls } });
        return { scheme: secure ? 'https' : 'http', host: authority, path: pathPrefix };
      }),
    ]);
    const value = 'value' in answer ? (answer.value as { scheme: string; host: string; path: string }) : undefined;
    // We refuse proxies with an unsupported scheme when they are parsed, not with the first request.
    if (value === undefined || !/^https?$/.test(value.scheme)) expectRefused(mine, answer);
    else expect(mine).toEqual({ value: { ...value, host: canonical(value), path: value.path.replace(/\/+$/, '') } });
  },
);

/** Returns a URL in its canonical form: lower-case names, short addresses, no default port. */
function canonical({ scheme, host: authority }: { scheme: string; host: string }): string {
  return new URL(`${scheme}://${authority}`).host;
}
