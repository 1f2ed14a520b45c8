import { newAuthority } from '../testdata/certificates.js';
import { parseCABundle } from './ca-bundle.js';

const one = newAuthority().cert;
const two = newAuthority().cert;
const block = (content: string): string => `-----BEGIN CERTIFICATE-----\n${content}\n-----END CERTIFICATE-----\n`;

test.each<[string, string]>([
  ['text around and between the blocks', `# first\n${one}\nsubject=CN = two\n${two}\nthe end`],
  ['CRLF line ends', `${one}${two}`.replaceAll('\n', '\r\n')],
  ['a byte order mark', `\uFEFF${one}${two}`],
  ['no line break at the end', `${one}${two}`.trimEnd()],
  ['base64 in one long line', `${block(one.split('\n').slice(1, -2).join(''))}${two}`],
  [
    'a key and a revocation list',
    `${one}-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n${two}`,
  ],
  ['a block with headers', `${one}${block('Proc-Type: 4,ENCRYPTED\n\nAAAA')}${two}`],
])('a bundle is read with %s', (_name, text) => {
  expect(parseCABundle(text)).toEqual({ certificates: [one, two], damaged: [] });
});

test.each<[string, string, string]>([
  ['truncated base64', block('MIIB'), 'its content is not an X.509 certificate'],
  ['content that is not base64', block('hunter2!'), 'it is not base64'],
  ['an empty block', block(''), 'it is not base64'],
  ['a block without its end', '-----BEGIN CERTIFICATE-----\nAAAA\n', 'its END line is missing'],
  ['a missing letter', one.replace(/^M/m, ''), 'it is not base64'],
])('a damaged certificate is reported with its position, and the others are used: %s', (_name, text, reason) => {
  expect(parseCABundle(`${text}${two}`)).toEqual({ certificates: [two], damaged: [{ position: 1, reason }] });
  expect(parseCABundle(`${two}${text}`)).toEqual({ certificates: [two], damaged: [{ position: 2, reason }] });
});

test('a file that is not PEM has no certificates', () => {
  for (const text of ['', 'hunter2', '0\u0082\u0001', '  -----BEGIN CERTIFICATE-----'])
    expect(parseCABundle(text)).toEqual({ certificates: [], damaged: [] });
});
