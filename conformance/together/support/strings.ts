import fc from 'fast-check';
import { hasFormat, isCheckedFormat } from '../../../testing/src/schema/formats.js';
import { compilePattern } from '../../../testing/src/schema/pattern.js';
import type { Schema } from '../../../testing/src/schema/schema.js';
import type { SeededRandom } from '../../faults/random.js';

/** Strings with the formats that servers check. */
const ofFormat: Readonly<Record<string, readonly string[]>> = {
  'date-time': ['2026-01-02T03:04:05Z', '2024-02-29T23:59:59.123456Z', '2026-01-02T03:04:05+02:00'],
  date: ['2026-01-02'],
  duration: ['1s', '1h30m', '0'],
  byte: ['YQ==', 'YWJj'],
  uri: ['https://example.com/a?b=c', 'oci://registry/a'],
  ipv4: ['10.0.0.1'],
  ipv6: ['fe80::1'],
  cidr: ['10.0.0.0/8'],
  hostname: ['a.example.com'],
  email: ['a@example.com'],
  uuid: ['123e4567-e89b-42d3-a456-426614174000'],
  mac: ['01:23:45:67:89:ab'],
  password: ['secret'],
};
const letters = Array.from({ length: 26 }, (_, index) => String.fromCodePoint(97 + index));
/** Strings that many patterns accept. They are tried before random strings. */
const usual = [
  'a',
  'abc',
  'a-1',
  '1',
  '10',
  '1s',
  '5m',
  '1h',
  '100Mi',
  '50%',
  'a.example.com',
  'example.com/a',
  '/a',
  'https://a.b',
  '10.0.0.1',
  '',
  '*',
];
/** Strings that many patterns refuse. */
const unusual = ['!', ' ', 'Not This', '-', '\u00e4\u00f6', '', '$%&', 'a', '0', 'A', '/', '\n', '~~~~'];

const lengthFits = (text: string, { minLength = 0, maxLength = Infinity }: Schema): boolean => {
  const { length } = [...text];
  return length >= minLength && length <= maxLength;
};
const matches = (text: string, { pattern }: Schema): boolean => pattern === '' || (compilePattern(pattern)?.test(text) ?? false);

/** Returns a string that a schema accepts, or undefined if none was found. */
export function stringOf(schema: Schema, random: SeededRandom): string | undefined {
  const { format, pattern, minLength = 0, maxLength = 20 } = schema;
  const fits = (text: string): boolean =>
    lengthFits(text, schema) && matches(text, schema) && (!isCheckedFormat(format) || hasFormat(format, text));
  const known = (ofFormat[format] ?? []).filter(fits);
  if (known.length > 0) return random.pick(known);
  if (pattern === '') {
    const length = Math.min(maxLength, Math.max(minLength, random.between(1, 8)));
    const text = Array.from({ length }, () => random.pick(letters)).join('');
    return fits(text) ? text : undefined;
  }
  const plain = usual.filter(fits);
  const made = random.oneIn(2) || plain.length === 0 ? madeUp(pattern, random).filter(fits) : [];
  const choices = made.length > 0 ? made : plain;
  return choices.length > 0 ? random.pick(choices) : undefined;
}

function madeUp(pattern: string, random: SeededRandom): string[] {
  const compiled = compilePattern(pattern);
  if (compiled === undefined) return [];
  try {
    return fc.sample(fc.stringMatching(compiled), { seed: random.between(0, 2 ** 30), numRuns: 4 });
  } catch {
    // Use the usual strings for patterns that fast-check does not support.
    return [];
  }
}

/** Returns a string that does not match the pattern of a schema, but fulfils its other constraints if possible. */
export function stringAgainst(schema: Schema, random: SeededRandom): string | undefined {
  const broken = unusual.filter((text) => !matches(text, schema));
  const otherwiseGood = broken.filter((text) => lengthFits(text, schema));
  const choices = otherwiseGood.length > 0 ? otherwiseGood : broken;
  return choices.length > 0 ? random.pick(choices) : undefined;
}
