import fc from 'fast-check';
import { parseQuantity, type ParsedQuantity } from 'kube-client-runtime/quantity';
import { property, sameAnswer, valueOf } from './support/property.js';
import { anyText, textOf } from './support/text.js';

const digits = fc.oneof(
  fc.constantFrom(
    '0',
    '00',
    '1',
    '007',
    '8',
    '100',
    '999',
    '1000',
    '1024',
    '1048576',
    '',
    '9223372036854775807',
    '9223372036854775808',
  ),
  fc.bigInt({ min: 0n, max: 10n ** 6n }).map(String),
  fc.bigInt({ min: 0n, max: 10n ** 30n }).map(String),
);
const suffix = fc.oneof(
  fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'G', 'T', 'P', 'E', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'),
  fc.constantFrom('K', 'i', 'mi', 'ki', 'KI', 'e', 'E1', 'Ee', 'e+', 'EE3', 'e3e3', 'Kii', 'Zi', ' '),
  fc
    .tuple(fc.constantFrom('e', 'E'), fc.constantFrom('', '+', '-'), fc.integer({ min: 0, max: 40 }))
    .map((parts) => parts.join('')),
  fc.constantFrom('e03', 'e-0', 'e+00', 'e400', 'E-400'),
);
const wellFormed = fc
  .tuple(fc.constantFrom('', '', '-', '+'), digits, fc.constantFrom('', '.'), digits, suffix)
  .map(([sign, whole, point, fraction, unit]) => `${sign}${whole}${point}${point === '' ? '' : fraction}${unit}`);
const piece = fc.constantFrom('0', '1', '5', '00', '.', '+', '-', 'e', 'E', 'Ki', 'M', 'm', 'i', ' ');
/** Texts without exponents above 10,000, which we refuse. */
const text = fc
  .oneof({ weight: 6, arbitrary: wellFormed }, { weight: 2, arbitrary: textOf(piece, 7) }, anyText)
  .filter((given) => !/[eE][+-]?0*[1-9][0-9]{4,}$/.test(given));

/** Returns an amount without trailing zeros, so that each amount has one form. */
function normal(mantissa: bigint, exponent: number): { readonly digits: string; readonly exponent: number } {
  if (mantissa === 0n) return { digits: '0', exponent: 0 };
  const digits = mantissa.toString().replace(/0+$/, '');
  return { digits, exponent: exponent + mantissa.toString().length - digits.length };
}

const powersOf10 = 'n u m - k M G T P E'.split(' ');
const powersOf2 = '- Ki Mi Gi Ti Pi Ei'.split(' ');

/** Returns the amount of a printed quantity, without using either parser. */
function said(text: string): ReturnType<typeof normal> {
  const [, sign = '', whole = '', fraction = '', unit = ''] = /^([+-]?)([0-9]*)\.?([0-9]*)([eE]?.*)$/.exec(text) ?? [];
  const magnitude = BigInt(whole + fraction);
  const mantissa = sign === '-' ? -magnitude : magnitude;
  const binary = powersOf2.indexOf(unit);
  if (binary > 0) return normal(mantissa * 1024n ** BigInt(binary), -fraction.length);
  const decimal = powersOf10.indexOf(unit || '-');
  return normal(mantissa, (decimal < 0 ? Number(unit.slice(1)) : (decimal - 3) * 3) - fraction.length);
}

/** Returns a quantity in the form of the oracle. */
function describeQuantity(quantity: ParsedQuantity): unknown {
  return {
    text: quantity.toString(),
    format: quantity.format,
    sign: quantity.sign(),
    ...normal(quantity.mantissa, quantity.exponent),
    wide: expect.any(Boolean),
    value: quantity.value().toString(),
    milli: quantity.milliValue().toString(),
  };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/**
 * Returns the expected quantity: Go's result. If Go's text has another amount because the suffixes end, any text with the correct
 * amount is accepted.
 */
function wantedOf(theirs: unknown, ours: ParsedQuantity): unknown {
  if (!isObject(theirs)) throw new Error(`not a quantity:  ${String(theirs)}`);
  const says = (text: string): boolean => {
    const { digits, exponent } = said(text);
    return digits === theirs['digits'] && exponent === theirs['exponent'];
  };
  const text = [String(theirs['text']), ours.toString()].find(says);
  const wholeOf = (exact: bigint, name: string): unknown => (isWrong(theirs, exact) ? exact.toString() : theirs[name]);
  return { ...theirs, text, value: wholeOf(ours.value(), 'value'), milli: wholeOf(ours.milliValue(), 'milli') };
}

/** Whether Go's result is wrong. Its integers have 64 bits, and negative decimals beyond are rounded up and truncated. */
function isWrong({ wide, sign }: Record<string, unknown>, exact: bigint): boolean {
  return exact !== BigInt.asIntN(64, exact) || (wide === true && sign === -1);
}

property('a quantity is parsed and printed alike', text, [], async (given, ask) => {
  const answer = await ask('quantity.parse', given);
  let parsed: ParsedQuantity;
  try {
    parsed = parseQuantity(given);
  } catch (error) {
    expect({ error: (error as Error).message }).toEqual(answer);
    return;
  }
  expect({ value: describeQuantity(parsed) }).toEqual('value' in answer ? { value: wantedOf(answer.value, parsed) } : answer);
});

const pairs = fc.record({ a: wellFormed, b: wellFormed });

sameAnswer('two quantities compare alike', 'quantity.compare', pairs, ({ a, b }) => parseQuantity(a).compare(b));

property('sums and differences are the same', pairs, [], async ({ a, b }, ask) => {
  const answer = await ask('quantity.reckon', { a, b });
  let ours: Record<string, ParsedQuantity>;
  try {
    const left = parseQuantity(a);
    ours = { sum: left.add(b), difference: left.sub(b), negated: left.neg() };
  } catch (error) {
    expect({ error: (error as Error).message }).toEqual(answer);
    return;
  }
  const theirs = valueOf(answer);
  if (!isObject(theirs)) throw new Error('not a sum');
  for (const [name, quantity] of Object.entries(ours)) {
    expect(describeQuantity(quantity)).toEqual(wantedOf(theirs[name], quantity));
  }
});
