import { validateDNS1123Label, validateDNS1123Subdomain, validateLabelKey, validateLabelValue } from './index.js';

type Check = (value: string) => string[];
const table: [string, Check, string[], string[]][] = [
  [
    'validateLabelKey',
    validateLabelKey,
    [
      'simple',
      'now-with-dashes',
      '1-starts-with-num',
      '1234',
      'simple/simple',
      'now-with-dashes/simple',
      'now.with.dots/simple',
      '1-num.2-num/3-num',
      'Uppercase_Is_OK_123',
      'example.com/Uppercase_Is_OK_123',
      'requests.storage-foo',
      'a'.repeat(63),
      `${'a'.repeat(253)}/${'b'.repeat(63)}`,
    ],
    [
      'nospecialchars%^=@',
      'cantendwithadash-',
      '-cantstartwithadash-',
      'only/one/slash',
      'Example.com/abc',
      'example_com/abc',
      'example.com/',
      '/simple',
      '',
      'a'.repeat(64),
      `${'a'.repeat(254)}/abc`,
      'a\n',
      'é',
    ],
  ],
  [
    'validateLabelValue',
    validateLabelValue,
    ['', 'simple', 'now-with-dashes', '1-starts-with-num', 'end-with-num-1', '1234', 'a'.repeat(63), 'UpperCase', 'a.b_c-d'],
    [
      'nospecialchars%^=@',
      'Tama-nui-te-rā.is.Māori.sun',
      '\\backslashes\\are\\bad',
      '-starts',
      'ends-',
      'a'.repeat(64),
      'a b',
      'a\n',
    ],
  ],
  [
    'validateDNS1123Subdomain',
    validateDNS1123Subdomain,
    ['a', 'ab', 'a.b', 'a-1.b2', '0.0', 'a'.repeat(253)],
    ['', 'A', 'a.', '.a', 'a..b', 'a_b', '-', 'a-', 'a.-b', 'a'.repeat(254), ' ', 'a\n'],
  ],
  [
    'validateDNS1123Label',
    validateDNS1123Label,
    ['a', '0', 'a-b', 'a--b', 'a'.repeat(63)],
    ['', 'A', 'a.b', 'a_b', '-a', 'a-', 'a'.repeat(64), '1 '],
  ],
];

describe.each(table)('%s', (_, check, good, bad) => {
  test.each(good)('%j is valid', (value) => {
    expect(check(value)).toEqual([]);
  });

  test.each(bad)('%j is invalid', (value) => {
    expect(check(value).length).toBeGreaterThan(0);
  });
});

test('the message states the rule, with examples and the pattern', () => {
  expect(validateDNS1123Label('a.b')).toEqual(['must not contain dots']);
  expect(validateDNS1123Subdomain('A')).toEqual([
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an " +
      "alphanumeric character (e.g. 'example.com', regex used for validation is " +
      "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
  ]);
  expect(validateLabelKey('')).toHaveLength(2);
});

test('lengths are measured in characters for names, and in bytes for labels', () => {
  const characters = ['must be no more than 63 characters'];
  expect(validateDNS1123Label('a'.repeat(64))).toEqual(characters);
  expect(validateDNS1123Subdomain('a'.repeat(254))).toEqual(['must be no more than 253 characters']);
  expect(validateLabelValue('a'.repeat(64))).toEqual(['must be no more than 63 bytes']);
  expect(validateLabelKey(`${'a'.repeat(254)}/${'b'.repeat(64)}`)).toEqual([
    'prefix part must be no more than 253 bytes',
    'name part must be no more than 63 bytes',
  ]);
});
