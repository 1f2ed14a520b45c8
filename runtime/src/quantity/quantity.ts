import { divideAwayFromZero, parseAmount } from './parse.js';
import type { Amount, QuantityFormat } from './parse.js';

/**
 * An exact amount: `mantissa × 10^exponent`. It never changes; arithmetic makes others. Wherever another quantity is needed, its
 * printed form does as well.
 */
export interface ParsedQuantity extends Amount {
  /** Of the string that it was parsed from. A sum has that of its first part, unless that is zero. */
  readonly format: QuantityFormat;
  /** -1, 0 or 1: less than, equal to, greater than the other. The format does not count. */
  compare(other: ParsedQuantity | string | number): -1 | 0 | 1;
  equals(other: ParsedQuantity | string | number): boolean;
  add(other: ParsedQuantity | string | number): ParsedQuantity;
  sub(other: ParsedQuantity | string | number): ParsedQuantity;
  neg(): ParsedQuantity;
  isZero(): boolean;
  /** -1, 0 or 1. */
  sign(): -1 | 0 | 1;
  /** In whole units, rounded away from zero: bytes, cores. */
  value(): bigint;
  /** In thousandths, rounded away from zero: millicores. */
  milliValue(): bigint;
  /** In units of 10^`scale`, rounded away from zero. */
  scaledValue(scale: number): bigint;
  /** The nearest number: exact up to 2^53, and `Infinity` beyond what numbers can be. */
  toNumber(): number;
  /**
   * The canonical form: no fraction, no loss, the largest suffix that allows both. A quantity that was parsed and comes from no
   * arithmetic prints as it was given where client-go's does, which takes short texts without spare zeros for canonical: `1.234`, `+1`.
   */
  toString(): string;
  /** As `toString`. */
  toJSON(): string;
}

const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/**
 * Parses a quantity: a decimal number, then a suffix of powers of 10 (`n u m k M G T P E`), of powers of 2 (`Ki Mi Gi Ti Pi Ei`), or an
 * exponent (`e3`). As in the API server, what is finer than a nano is rounded away from zero, and quantities in powers of 2 are capped
 * at 2^63-1; otherwise nothing is lost. Numbers, which fields of custom resources may hold, are taken as they print.
 * Throws with the API server's words: `cannot parse 'x': quantities must match …`.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(quantity: string | number): ParsedQuantity {
  const { mantissa, exponent, format, text } = parseAmount(String(quantity));
  return new DecimalQuantity(mantissa, exponent, format, text);
}

/** The quantity `mantissa × 10^exponent`, to be printed in a format. */
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
    // As text, so that it is rounded once.
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

/** The mantissas of two quantities at the smaller of their exponents. */
function align(a: ParsedQuantity, b: ParsedQuantity): [left: bigint, right: bigint, exponent: number] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [a.mantissa * power10(a.exponent - exponent), b.mantissa * power10(b.exponent - exponent), exponent];
}

function power10(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

/** In powers of 1024, or undefined where that would lose a fraction, or says less than powers of 10 do. */
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

/** In powers of 1000, as large as leaves no fraction. */
function printDecimal(quantity: ParsedQuantity, format: 'DecimalSI' | 'DecimalExponent'): string {
  const digits = quantity.mantissa.toString();
  const trimmed = digits.replace(/0+$/, '');
  let exponent = quantity.exponent + digits.length - trimmed.length;
  // The suffixes end at E, where client-go prints none and so another amount; we go on with more digits.
  const target = Math.min(Math.floor(exponent / 3) * 3, format === 'DecimalSI' ? 18 : Infinity);
  const number = trimmed + '0'.repeat(exponent - target);
  exponent = target;
  if (format === 'DecimalExponent') return exponent === 0 ? number : `${number}e${exponent}`;
  return `${number}${decimalSuffixes[exponent / 3 + 3]}`;
}
