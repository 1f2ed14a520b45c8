import { divideAwayFromZero, parseAmount } from './parse.js';
import type { Amount, QuantityFormat } from './parse.js';

/**
 * An exact, immutable amount: `mantissa × 10^exponent`. Arithmetic returns new quantities. Methods that take another quantity also
 * take its text.
 */
export interface ParsedQuantity extends Amount {
  /** The notation of the parsed text. A sum has the notation of its first operand, unless that operand is zero. */
  readonly format: QuantityFormat;
  /** Returns -1, 0 or 1 if this quantity is less than, equal to or greater than the other. Ignores the notation. */
  compare(other: ParsedQuantity | string | number): -1 | 0 | 1;
  /** Whether both quantities are the same amount. Ignores the notation. */
  equals(other: ParsedQuantity | string | number): boolean;
  /** Returns the sum. */
  add(other: ParsedQuantity | string | number): ParsedQuantity;
  /** Returns the difference. */
  sub(other: ParsedQuantity | string | number): ParsedQuantity;
  /** Returns the quantity with the opposite sign. */
  neg(): ParsedQuantity;
  /** Whether the amount is zero. */
  isZero(): boolean;
  /** Returns -1, 0 or 1 for a negative, zero or positive amount. */
  sign(): -1 | 0 | 1;
  /** Returns the amount in units (bytes, cores), rounded away from zero. */
  value(): bigint;
  /** Returns the amount in thousandths of a unit (millicores), rounded away from zero. */
  milliValue(): bigint;
  /** Returns the amount in units of 10^`scale`, rounded away from zero. */
  scaledValue(scale: number): bigint;
  /** Returns the nearest number. Exact up to 2^53; `Infinity` if the amount exceeds the range of numbers. */
  toNumber(): number;
  /**
   * Returns the canonical form: without a fraction, without loss, with the largest suffix that allows both. A parsed quantity
   * prints as given if client-go prints it as given: `1.234` and `+1` stay as they are.
   */
  toString(): string;
  /** Returns the same text as `toString`. */
  toJSON(): string;
}

const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/**
 * Parses a quantity: a decimal number, followed by a decimal suffix (`n u m k M G T P E`), a binary suffix (`Ki Mi Gi Ti Pi Ei`) or
 * an exponent (`e3`). Fields of custom resources may hold numbers; these are read as they print.
 *
 * As in the API server, fractions below a nano are rounded away from zero. Amounts with a binary suffix are capped at 2^63-1.
 *
 * Throws an Error with the API server's message: `cannot parse 'x': quantities must match …`.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 *
 * @example
 * ```ts
 * import { parseQuantity } from 'kube-client-runtime';
 *
 * const total = parseQuantity('1.5Gi').add('512Mi');
 * total.toString(); // => '2Gi'
 * total.compare('2000Mi'); // => 1
 * parseQuantity('250m').milliValue(); // => 250n
 * ```
 */
export function parseQuantity(quantity: string | number): ParsedQuantity {
  const { mantissa, exponent, format, text } = parseAmount(String(quantity));
  return new DecimalQuantity(mantissa, exponent, format, text);
}

/** Creates the quantity `mantissa × 10^exponent`. */
export function newQuantity(mantissa: bigint, exponent: number = 0, format: QuantityFormat = 'DecimalSI'): ParsedQuantity {
  return new DecimalQuantity(mantissa, exponent, format);
}

class DecimalQuantity implements ParsedQuantity {
  readonly mantissa: bigint;
  readonly exponent: number;
  readonly format: QuantityFormat;
  readonly #text: string | undefined;

  constructor(mantissa: bigint, exponent: number, format: QuantityFormat, text?: string) {
    this.mantissa = mantissa;
    this.exponent = exponent;
    this.format = format;
    this.#text = text;
  }

  compare(other: ParsedQuantity | string | number): -1 | 0 | 1 {
    const [left, right] = align(this, of(other));
    return left === right ? 0 : left < right ? -1 : 1;
  }

  equals(other: ParsedQuantity | string | number): boolean {
    return this.compare(other) === 0;
  }

  add(other: ParsedQuantity | string | number): ParsedQuantity {
    const added = of(other);
    const [left, right, exponent] = align(this, added);
    return newQuantity(left + right, exponent, this.isZero() ? added.format : this.format);
  }

  sub(other: ParsedQuantity | string | number): ParsedQuantity {
    return this.add(of(other).neg());
  }

  neg(): ParsedQuantity {
    return newQuantity(-this.mantissa, this.exponent, this.format);
  }

  isZero(): boolean {
    return this.mantissa === 0n;
  }

  sign(): -1 | 0 | 1 {
    return this.isZero() ? 0 : this.mantissa < 0n ? -1 : 1;
  }

  value(): bigint {
    return this.scaledValue(0);
  }

  milliValue(): bigint {
    return this.scaledValue(-3);
  }

  scaledValue(scale: number): bigint {
    const shift = this.exponent - scale;
    return shift >= 0 ? this.mantissa * power10(shift) : divideAwayFromZero(this.mantissa, power10(-shift));
  }

  toNumber(): number {
    // Through text, so that the amount is rounded only once.
    return Number(`${this.mantissa}e${this.exponent}`);
  }

  toString(): string {
    if (this.#text !== undefined) return this.#text;
    if (this.isZero()) return '0';
    return this.format === 'BinarySI' ? (printBinary(this) ?? printDecimal(this, 'DecimalSI')) : printDecimal(this, this.format);
  }

  toJSON(): string {
    return this.toString();
  }
}

function of(quantity: ParsedQuantity | string | number): ParsedQuantity {
  return typeof quantity === 'object' ? quantity : parseQuantity(quantity);
}

/** Returns the mantissas of two quantities at the smaller of their exponents. */
function align(a: ParsedQuantity, b: ParsedQuantity): [left: bigint, right: bigint, exponent: number] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [a.mantissa * power10(a.exponent - exponent), b.mantissa * power10(b.exponent - exponent), exponent];
}

function power10(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

/** Prints a quantity with a binary suffix. Returns undefined if that would lose a fraction or be no shorter than a decimal suffix. */
function printBinary({ mantissa, exponent }: ParsedQuantity): string | undefined {
  const unit = exponent < 0 ? power10(-exponent) : 1n;
  if (mantissa % unit !== 0n) return undefined;
  let whole = exponent < 0 ? mantissa / unit : mantissa * power10(exponent);
  if (whole > -1024n && whole < 1024n) return undefined;
  let power = 0;
  while (power < binarySuffixes.length - 1 && whole % 1024n === 0n) {
    whole /= 1024n;
    power++;
  }
  return `${whole}${binarySuffixes[power]}`;
}

/** Prints a quantity with the largest decimal suffix that leaves no fraction. */
function printDecimal(quantity: ParsedQuantity, format: 'DecimalSI' | 'DecimalExponent'): string {
  const digits = quantity.mantissa.toString();
  const trimmed = digits.replace(/0+$/, '');
  let exponent = quantity.exponent + digits.length - trimmed.length;
  // Above E there is no suffix. client-go then prints a wrong amount; we print more digits.
  const target = Math.min(Math.floor(exponent / 3) * 3, format === 'DecimalSI' ? 18 : Infinity);
  const number = trimmed + '0'.repeat(exponent - target);
  exponent = target;
  if (format === 'DecimalExponent') return exponent === 0 ? number : `${number}e${exponent}`;
  return `${number}${decimalSuffixes[exponent / 3 + 3]}`;
}
