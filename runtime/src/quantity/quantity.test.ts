import * as fc from 'fast-check';
import { newQuantity, parseQuantity } from './index.js';

describe('parseQuantity prints in canonical form', () => {
  test.each([
    ['0', '0'],
    ['0n', '0'],
    ['0Ki', '0'],
    ['-0', '0'],
    ['+0e3', '0'],
    ['00.000', '0'],
    ['1', '1'],
    ['.5', '500m'],
    ['1.5', '1500m'],
    ['100m', '100m'],
    ['1000m', '1'],
    ['0.1', '100m'],
    ['1000', '1k'],
    ['1024', '1024'],
    ['1000000', '1M'],
    ['1500000', '1500k'],
    ['1000M', '1G'],
    ['1T', '1T'],
    ['1P', '1P'],
    ['1E', '1E'],
    ['10E', '10E'],
    ['1n', '1n'],
    ['100u', '100u'],
    ['1000u', '1m'],
    ['1Ki', '1Ki'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['1023Ki', '1023Ki'],
    ['1025Ki', '1025Ki'],
    ['0.5Ki', '512'],
    ['0.5Mi', '512Ki'],
    ['1.1Mi', '1153433600m'],
    ['1Ti', '1Ti'],
    ['1Pi', '1Pi'],
    ['1Ei', '1Ei'],
    ['.001Ki', '1024m'],
    ['.000001Ki', '1024u'],
    ['.000000001Ki', '1024n'],
    ['1e3', '1e3'],
    ['12e6', '12e6'],
    ['1e4', '10e3'],
    ['100e1', '1e3'],
    ['1e-3', '1e-3'],
    ['1.5e3', '1500'],
    // rounded away from zero to a multiple of 1n
    ['.000000000001Ki', '2n'],
    ['0.1n', '1n'],
    ['1.1n', '2n'],
    ['-1.1n', '-2n'],
    ['1e-12', '1e-9'],
    ['1e-9999', '1e-9'],
    // capped, only with binary suffixes
    ['8Ei', '9223372036854775807'],
    ['-16Ei', '-9223372036854775807'],
    ['9999999999999999999Ki', '9223372036854775807'],
    // beyond the range of 64 bits
    ['9223372036854775808', '9223372036854775808'],
    ['100000000000000000000E', '100000000000000000000E'],
    ['1000000000000000000000', '1000E'],
    ['1e21', '1e21'],
    ['123456789012345678901234567890m', '123456789012345678901234567890m'],
    ['-1Ki', '-1Ki'],
    ['-1.5Ki', '-1536'],
    ['-100m', '-100m'],
  ])('%s as %s', (text, printed) => {
    const quantity = parseQuantity(text);
    expect(quantity.toString()).toBe(printed);
    expect(JSON.stringify({ quantity })).toBe(JSON.stringify({ quantity: printed }));
    expect(parseQuantity(printed).compare(quantity)).toBe(0);
    expect(parseQuantity(printed).toString()).toBe(printed);
  });
});

describe('a short text without superfluous zeros prints unchanged, until it is used in arithmetic', () => {
  test.each([
    ['+1', '1'],
    ['01', '1'],
    ['1.', '1'],
    ['1.234', '1234m'],
    ['+1.234567', '1234567u'],
    ['1.234k', '1234'],
    ['1E3', '1e3'],
    ['1e+3', '1e3'],
    ['1e0', '1'],
    ['01Ki', '1Ki'],
    ['1025.Ki', '1025Ki'],
  ])('%s, then %s', (text, canonical) => {
    expect(parseQuantity(text).toString()).toBe(text);
    expect(parseQuantity(text).add('0').toString()).toBe(canonical);
    expect(parseQuantity(text).neg().neg().toString()).toBe(canonical);
  });

  test.each([
    ['12.000', '12'],
    ['1.200000', '1200m'],
    ['1234.5', '1234500m'],
    ['0.001', '1m'],
    ['08Ki', '8Ki'],
    ['1234567890.123456789', '1234567890123456789n'],
  ])('but %s prints as %s', (text, canonical) => {
    expect(parseQuantity(text).toString()).toBe(canonical);
  });
});

test.each(['+', '-', '.', '-.m', 'Ki', '-Ti', 'k', 'e3', '+.E-9'])('%j, which has no digits, is zero', (text) => {
  expect(parseQuantity(text).isZero()).toBe(true);
  expect(parseQuantity(text).toString()).toBe('0');
});

test.each([
  ['1', 'DecimalSI'],
  ['1m', 'DecimalSI'],
  ['1Ki', 'BinarySI'],
  ['0.0001Ki', 'DecimalSI'],
  ['1e3', 'DecimalExponent'],
  ['1E3', 'DecimalExponent'],
  ['1E', 'DecimalSI'],
])('the format of %s is %s', (text, format) => {
  expect(parseQuantity(text).format).toBe(format);
});

describe('parseQuantity throws for', () => {
  const form = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  const suffix = "unable to parse quantity's suffix";
  const numeric = 'unable to parse numeric part of quantity';
  test.each([
    ['', form],
    ['aoeu', form],
    ['1.1.M', form],
    ['1+1.0M', form],
    ['0.1am', form],
    [' 1', form],
    ['1 ', form],
    ['1\n', form],
    ['1Zi', form],
    ['0x10', form],
    ['1_000', form],
    ['１', form],
    ['NaN', form],
    ['Infinity', form],
    ['Ei', numeric],
    ['-Pi', numeric],
    ['.e-10', numeric],
    ['e', suffix],
    ['-i', suffix],
    ['0.1mi', suffix],
    ['.5i', suffix],
    ['1i', suffix],
    ['-3.01i', suffix],
    ['-3.01e-', suffix],
    ['1e', suffix],
    ['1K', suffix],
    ['1Kii', suffix],
    ['1mm', suffix],
    ['1+5', suffix],
    ['1e3m', form],
    ['1e99999999999', suffix],
    ['1e-99999999999', suffix],
  ])('%j', (text, why) => {
    expect(() => parseQuantity(text)).toThrow(`cannot parse '${text}': ${why}`);
  });

  test('a long text, which the message does not contain', () => {
    expect(() => parseQuantity('x'.repeat(10_000))).toThrow(/^cannot parse 'x{100}…': quantities must match/);
  });
});

test('numbers are parsed in their printed form', () => {
  expect(parseQuantity(5).toString()).toBe('5');
  expect(parseQuantity(0.5).toString()).toBe('500m');
  expect(parseQuantity(1e21).toString()).toBe('1e+21');
  expect(() => parseQuantity(Number.NaN)).toThrow(/cannot parse 'NaN'/);
});

describe('arithmetic', () => {
  test.each([
    ['1', '1000m', 0],
    ['1Ki', '1024', 0],
    ['1Ki', '1k', 1],
    ['1e3', '1k', 0],
    ['0', '0Ki', 0],
    ['100m', '1', -1],
    ['-1', '1', -1],
    ['-1', '-2', 1],
    ['9223372036854775807', '9223372036854775808', -1],
  ])('%s compared to %s is %d', (a, b, wanted) => {
    expect(parseQuantity(a).compare(b)).toBe(wanted);
    expect(parseQuantity(a).compare(parseQuantity(b))).toBe(wanted);
    expect(parseQuantity(a).equals(b)).toBe(wanted === 0);
    expect(parseQuantity(b).compare(a)).toBe(wanted === 0 ? 0 : -wanted);
  });

  test.each([
    ['1', '500m', '1500m', '500m'],
    ['1Gi', '512Mi', '1536Mi', '512Mi'],
    ['0', '1Gi', '1Gi', '-1Gi'],
    ['1Ki', '1k', '2024', '24'],
    ['1k', '1Ki', '2024', '-24'],
    ['1e3', '1', '1001', '999'],
    ['9223372036854775807', '1', '9223372036854775808', '9223372036854775806'],
    ['1n', '1E', '1000000000000000000000000001n', '-999999999999999999999999999n'],
    ['8Ei', '1', '8Ei', '9223372036854775806'],
  ])('%s and %s: sum %s, difference %s', (a, b, sum, difference) => {
    expect(parseQuantity(a).add(b).toString()).toBe(sum);
    expect(parseQuantity(a).sub(b).toString()).toBe(difference);
  });

  test('a sum has the format of its first operand, unless that is zero', () => {
    expect(parseQuantity('1').add('1Ki').format).toBe('DecimalSI');
    expect(parseQuantity('1Ki').sub('1').format).toBe('BinarySI');
    expect(parseQuantity('0').add('1Ki').format).toBe('BinarySI');
    expect(parseQuantity('0Ki').sub('1e3').format).toBe('DecimalExponent');
  });

  test('quantities never change', () => {
    const one = parseQuantity('1');
    one.add('1');
    one.neg();
    expect(one.toString()).toBe('1');
  });

  test.each([
    ['0', 0, true],
    ['-0Ki', 0, true],
    ['1n', 1, false],
    ['-1n', -1, false],
  ])('the sign of %s is %d', (text, sign, zero) => {
    expect(parseQuantity(text).sign()).toBe(sign);
    expect(parseQuantity(text).isZero()).toBe(zero);
    expect(parseQuantity(text).neg().sign()).toBe(zero ? 0 : -sign);
  });

  test.each([
    ['1', 1n, 1000n],
    ['1500m', 2n, 1500n],
    ['-1500m', -2n, -1500n],
    ['1n', 1n, 1n],
    ['-1n', -1n, -1n],
    ['1Gi', 1073741824n, 1073741824000n],
    ['0.1Ki', 103n, 102400n],
    ['-0.1Ki', -103n, -102400n],
    ['1e3', 1000n, 1000000n],
    ['10E', 10000000000000000000n, 10000000000000000000000n],
  ])('%s is %d, and %d thousandths', (text, value, milli) => {
    expect(parseQuantity(text).value()).toBe(value);
    expect(parseQuantity(text).milliValue()).toBe(milli);
  });

  test.each([
    ['9.01', -3, 9010n],
    ['9.01', -1, 91n],
    ['9.01', 0, 10n],
    ['9.01', 1, 1n],
    ['-9.01', 1, -1n],
    ['1Ki', 3, 2n],
  ])('%s in units of 10^%d is %d', (text, scale, value) => {
    expect(parseQuantity(text).scaledValue(scale)).toBe(value);
  });

  test.each([
    ['1500m', 1.5],
    ['1Gi', 1073741824],
    ['-1n', -1e-9],
    ['1e400', Infinity],
    ['0', 0],
  ])('%s as a number is %d', (text, number) => {
    expect(parseQuantity(text).toNumber()).toBe(number);
  });

  test('newQuantity returns the amount in the given format', () => {
    expect(newQuantity(1536n * 1024n, 0, 'BinarySI').toString()).toBe('1536Ki');
    expect(newQuantity(15n, -1).toString()).toBe('1500m');
    expect(newQuantity(5n, 3, 'DecimalExponent').toString()).toBe('5e3');
  });
});

test('printing loses no precision in any format', () => {
  const format = fc.constantFrom('DecimalSI' as const, 'BinarySI' as const, 'DecimalExponent' as const);
  // Within the range that parsing neither rounds nor caps.
  fc.assert(
    fc.property(fc.bigInt(-(2n ** 62n), 2n ** 62n), fc.integer({ min: -9, max: 0 }), format, (mantissa, exponent, as) => {
      const quantity = newQuantity(mantissa, exponent, as);
      return parseQuantity(quantity.toString()).equals(quantity);
    }),
  );
});
