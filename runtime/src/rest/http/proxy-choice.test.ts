import { serverURL } from '../request/urls.js';
import { chooseProxy } from './proxy-choice.js';

const choose = (host: string, env: Record<string, string>, proxyUrl?: string | false): string | undefined =>
  chooseProxy(serverURL({ host }), proxyUrl, env)?.href;

describe('the environment is read as Go reads it', () => {
  const proxied = 'http://proxy:3128/';
  test.each<[string, Record<string, string>, string | undefined]>([
    ['https://api', { HTTPS_PROXY: 'http://proxy:3128' }, proxied],
    ['https://api', { https_proxy: 'proxy:3128' }, proxied],
    ['https://api', { HTTPS_PROXY: '', https_proxy: 'http://proxy:3128' }, proxied],
    ['https://api', { HTTP_PROXY: 'http://proxy:3128' }, undefined],
    ['http://api', { HTTP_PROXY: 'http://proxy:3128' }, proxied],
    ['http://api', { HTTP_PROXY: 'http://proxy:3128', REQUEST_METHOD: 'GET' }, undefined],
    ['https://localhost:6443', { HTTPS_PROXY: 'http://proxy:3128' }, undefined],
    ['https://127.0.0.9', { HTTPS_PROXY: 'http://proxy:3128' }, undefined],
    ['https://[::1]:6443', { HTTPS_PROXY: 'http://proxy:3128' }, undefined],
    ...(
      [
        ['*', undefined],
        ['example.com', undefined],
        ['.example.com', undefined],
        ['*.example.com', undefined],
        ['api.example.com:443', undefined],
        [' other, API.example.com ', undefined],
        ['api.example.com:6443', proxied],
        ['xample.com', proxied],
        ['', proxied],
      ] as const
    ).map(([no, wanted]): [string, Record<string, string>, string | undefined] => [
      'https://api.example.com',
      { HTTPS_PROXY: proxied, NO_PROXY: no },
      wanted,
    ]),
    ...(
      [
        ['10.0.0.0/8', undefined],
        ['10.1.2.3', undefined],
        ['10.1.2.3:443', undefined],
        ['10.1.2.3:6443', proxied],
        ['10.2.0.0/16', proxied],
        ['10.0.0.0/99,nonsense/x', proxied],
      ] as const
    ).map(([no, wanted]): [string, Record<string, string>, string | undefined] => [
      'https://10.1.2.3',
      { HTTPS_PROXY: proxied, NO_PROXY: no },
      wanted,
    ]),
    ['https://[fd00::1]', { HTTPS_PROXY: proxied, NO_PROXY: 'fd00::/8' }, undefined],
    ['https://[fd00::1]', { HTTPS_PROXY: proxied, NO_PROXY: '[fd00::1]:443' }, undefined],
    ['https://.example.com', { HTTPS_PROXY: proxied, NO_PROXY: ':80' }, proxied],
  ])('%s with %j: %s', (host, env, wanted) => {
    expect(choose(host, env)).toBe(wanted);
  });
});

test('the config takes precedence over the environment, for all servers, and may exclude a proxy', () => {
  const env = { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '*' };
  expect(choose('https://localhost', env, 'socks5://u:p@s')).toBe('socks5://u:p@s');
  expect(choose('https://api', { HTTPS_PROXY: 'http://proxy:3128' }, false)).toBeUndefined();
});

test.each(['ftp://u:hunter2@x', 'http://u:hunter2@', '::'])('%s throws, without its password', (proxyUrl) => {
  expect(() => choose('https://api', {}, proxyUrl)).toThrow(/^proxyUrl: .* is not a proxy/);
  expect(() => choose('https://api', {}, proxyUrl)).not.toThrow(/hunter2/);
});
