/**
 * A number of an input that a JavaScript number does not hold as it is written. It is an integer of more than 53 bits, or a
 * fraction such as `1.50` or `1e21`. All other numbers are plain numbers.
 */
export class ExactNumber {
  /** The number as JSON, as the input spells it. */
  readonly text: string;
  /** The nearest number of JavaScript. */
  readonly value: number;

  constructor(text: string, value = Number(text)) {
    this.text = text;
    this.value = value;
  }

  /** Returns the text of the number. */
  toString(): string {
    return this.text;
  }
}

const json = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/;
const integer = /^-?[0-9]+$/;

/** Returns a number that is printed as its text. Text that is no JSON is not kept. */
export function exactNumber(text: string, value = Number(text)): number | ExactNumber {
  if (String(value) === text || !json.test(text) || !Number.isFinite(value)) return value;
  // Minus zero is an integer that JSON knows, and nobody means.
  return value === 0 && integer.test(text) ? 0 : new ExactNumber(text, value);
}

/** Returns the nearest number of JavaScript; undefined for a value that is no number. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return value instanceof ExactNumber ? value.value : undefined;
}

/** Returns an integer exactly; undefined for every other value. */
export function integerOf(value: unknown): bigint | undefined {
  if (value instanceof ExactNumber && integer.test(value.text)) return BigInt(value.text);
  const number = numberOf(value);
  return number !== undefined && Number.isInteger(number) ? BigInt(number) : undefined;
}

/** Whether a value is an integer of 64 bits. */
export function isInt64(value: unknown): boolean {
  const found = integerOf(value);
  return found !== undefined && BigInt.asIntN(64, found) === found;
}

/** Whether a literal of JavaScript stands for exactly this number. Fractions are rounded everywhere, integers only here. */
export function hasLiteral(value: number | ExactNumber): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return !integer.test(value.text) || BigInt(value.text) === BigInt(value.value);
}
