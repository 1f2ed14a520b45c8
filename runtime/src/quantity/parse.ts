/** The notation of a quantity: `500m`, `512Mi` or `5e3`. */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** An exact amount, `mantissa × 10^exponent`, with the notation in which it is printed. */
export interface Amount {
  /** The signed digits. */
  readonly mantissa: bigint;
  /** The power of ten that multiplies the mantissa. */
  readonly exponent: number;
  /** The notation in which the amount is printed. */
  readonly format: QuantityFormat;
}

/** The power of 2 or 10 of each suffix. */
const suffixes: ReadonlyMap<string, readonly [base: 2 | 10, exponent: number]> = /* @__PURE__ */ new Map([
  ['n', [10, -9]],
  ['u', [10, -6]],
  ['m', [10, -3]],
  ['', [10, 0]],
  ['k', [10, 3]],
  ['M', [10, 6]],
  ['G', [10, 9]],
  ['T', [10, 12]],
  ['P', [10, 15]],
  ['E', [10, 18]],
  ['Ki', [2, 10]],
  ['Mi', [2, 20]],
  ['Gi', [2, 30]],
  ['Ti', [2, 40]],
  ['Pi', [2, 50]],
  ['Ei', [2, 60]],
]);

/** The largest exponent that is parsed. Arithmetic on larger ones would take too long. */
const largestExponent = 10_000;
const largestBinary = 2n ** 63n - 1n;

/** An amount that was read from text. */
export interface ParsedAmount extends Amount {
  /**
   * The text, if client-go prints it unchanged instead of the canonical form. client-go does so for short texts without
   * redundant zeros.
   */
  readonly text: string | undefined;
}

/** Parses the text of a quantity by the rules of `parseQuantity`. */
export function parseAmount(source: string): ParsedAmount {
  const match = /^([+-]?)(0*)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[+-]?[0-9]*)$/.exec(source);
  if (match === null || source === '') {
    throw failure(source, "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
  }
  const [, sign, zeros = '', significant = '', fraction = '', suffix = ''] = match;
  const unit = interpret(suffix);
  if (unit === undefined) throw failure(source, "unable to parse quantity's suffix");
  const digits = `${significant || '0'}${fraction}`;
  const isShort = isShortAmount(unit, digits.length, fraction.length);
  // A short amount without digits is zero.
  if (!isShort && zeros + significant + fraction === '') throw failure(source, 'unable to parse numeric part of quantity');
  const magnitude = BigInt(digits);
  const mantissa = sign === '-' ? -magnitude : magnitude;
  const amount: Amount =
    unit.base === 2
      ? binaryAmount(mantissa << BigInt(unit.exponent), fraction.length)
      : { ...roundToNano(mantissa, unit.exponent - fraction.length), format: unit.format };
  return { ...amount, text: isShort && isPrintedAgain(unit, digits, fraction.length) ? source : undefined };
}

/** Whether client-go holds the amount in 64 bits. */
function isShortAmount({ base, exponent }: Unit, digits: number, fractionDigits: number): boolean {
  if (base === 10) return digits <= 18 && exponent - fractionDigits >= -9;
  return fractionDigits === 0 && digits + (exponent * 3) / 10 <= 14;
}

/** Whether client-go treats a short amount as canonical. It does so for some that are not, such as `1.234` and `+1`. */
function isPrintedAgain({ base, exponent }: Unit, digits: string, fractionDigits: number): boolean {
  if (base === 2) return Number(digits) % 8 !== 0;
  return (exponent - fractionDigits) % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
}

interface Unit {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

function interpret(suffix: string): Unit | undefined {
  const known = suffixes.get(suffix);
  if (known !== undefined) return { base: known[0], exponent: known[1], format: known[0] === 2 ? 'BinarySI' : 'DecimalSI' };
  if (!/^[eE][+-]?[0-9]+$/.test(suffix)) return undefined;
  const exponent = Number(suffix.slice(1));
  return Math.abs(exponent) <= largestExponent ? { base: 10, exponent, format: 'DecimalExponent' } : undefined;
}

function binaryAmount(mantissa: bigint, fractionDigits: number): Amount {
  const rounded = roundToNano(mantissa, -fractionDigits);
  const unit = 10n ** BigInt(-rounded.exponent);
  const negative = rounded.mantissa < 0n;
  const magnitude = negative ? -rounded.mantissa : rounded.mantissa;
  if (magnitude > largestBinary * unit) {
    return { mantissa: negative ? -largestBinary : largestBinary, exponent: 0, format: 'BinarySI' };
  }
  // Amounts below one are printed in powers of 10, which do not round them.
  return { ...rounded, format: magnitude > 0n && magnitude < unit ? 'DecimalSI' : 'BinarySI' };
}

function roundToNano(mantissa: bigint, exponent: number): Pick<Amount, 'mantissa' | 'exponent'> {
  if (exponent >= -9) return { mantissa, exponent };
  return { mantissa: divideAwayFromZero(mantissa, 10n ** BigInt(-9 - exponent)), exponent: -9 };
}

/** Divides and rounds away from zero, so that a small request never becomes zero. */
export function divideAwayFromZero(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  if (dividend % divisor === 0n) return quotient;
  return dividend < 0n ? quotient - 1n : quotient + 1n;
}

function failure(source: string, why: string): Error {
  const shown = source.length > 100 ? `${source.slice(0, 100)}…` : source;
  return new Error(`cannot parse '${shown}': ${why}`);
}
