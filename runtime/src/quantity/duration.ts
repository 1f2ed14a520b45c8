import { goQuote } from '../util/index.js';

/** The units of Go, in nanoseconds. The two signs for micro are different characters. */
const units: ReadonlyMap<string, bigint> = /* @__PURE__ */ new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['\u00b5s', 1_000n],
  ['\u03bcs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

/** The first amount that is too large for Go's 64 bits. */
const limit = 2n ** 63n;
const nanosecondsPerMillisecond = 1e6;

/**
 * Parses a duration in the form of Go: decimal numbers with the units `h`, `m`, `s`, `ms`, `us`, `µs` or `ns`. There are no days.
 *
 * Unit of the result: milliseconds. Nanoseconds are fractions.
 *
 * Throws an Error with Go's message: `time: unknown unit "d" in duration "1d"`.
 *
 * Source: https://pkg.go.dev/time#ParseDuration
 *
 * @example
 * ```ts
 * import { formatDuration, parseDuration } from 'kube-client-runtime';
 *
 * parseDuration('5m30s'); // => 330000
 * formatDuration(330_000); // => '5m30s'
 * ```
 */
export function parseDuration(text: string): number {
  const isNegative = text.startsWith('-');
  let rest = /^[-+]/.test(text) ? text.slice(1) : text;
  if (rest === '0') return 0;
  if (rest === '') throw invalid(text);
  let total = 0n;
  while (rest !== '') {
    const [number = '', whole = '', fraction = ''] = /^([0-9]*)(?:\.([0-9]*))?/.exec(rest) ?? [];
    if (whole === '' && fraction === '') throw invalid(text);
    const [name = ''] = /^[^.0-9]*/.exec(rest.slice(number.length)) ?? [];
    if (name === '') throw new Error(`time: missing unit in duration ${goQuote(text)}`);
    const unit = units.get(name);
    if (unit === undefined) throw new Error(`time: unknown unit ${goQuote(name)} in duration ${goQuote(text)}`);
    total += BigInt(whole) * unit + partOf(unit, fraction);
    if (total > limit) throw invalid(text);
    rest = rest.slice(number.length + name.length);
  }
  if (total === limit && !isNegative) throw invalid(text);
  const milliseconds = Number(total) / nanosecondsPerMillisecond;
  return isNegative ? 0 - milliseconds : milliseconds;
}

/** Returns the fraction of a unit in nanoseconds. Like Go, ignores digits that do not fit into 64 bits, and rounds down. */
function partOf(unit: bigint, fraction: string): bigint {
  let digits = 0n;
  let scale = 1;
  for (const digit of fraction) {
    const next = digits * 10n + BigInt(digit);
    if (next >= limit) break;
    digits = next;
    scale *= 10;
  }
  return BigInt(Math.floor(Number(digits) * (Number(unit) / scale)));
}

function invalid(text: string): Error {
  return new Error(`time: invalid duration ${goQuote(text)}`);
}

/**
 * Formats a duration as Go prints it: `1h0m0s`, `1.5s`, `100ms`. The API writes durations in this form.
 *
 * Unit of the argument: milliseconds. Rounds to nanoseconds.
 *
 * Throws a RangeError for a duration that is not finite, or longer than Go can express (292 years).
 *
 * Source: https://pkg.go.dev/time#Duration.String
 */
export function formatDuration(milliseconds: number): string {
  const nanoseconds = Math.round(Math.abs(milliseconds) * nanosecondsPerMillisecond);
  if (!Number.isFinite(nanoseconds) || BigInt(nanoseconds) >= limit) {
    throw new RangeError(`${milliseconds} ms is not a duration: pass a finite number of at most 292 years`);
  }
  if (nanoseconds === 0) return '0s';
  return `${milliseconds < 0 ? '-' : ''}${printed(BigInt(nanoseconds))}`;
}

function printed(nanoseconds: bigint): string {
  if (nanoseconds < 1_000n) return `${nanoseconds}ns`;
  if (nanoseconds < 1_000_000n) return `${decimal(nanoseconds, 3)}\u00b5s`;
  if (nanoseconds < 1_000_000_000n) return `${decimal(nanoseconds, 6)}ms`;
  const minutes = nanoseconds / 60_000_000_000n;
  const seconds = `${decimal(nanoseconds % 60_000_000_000n, 9)}s`;
  if (minutes === 0n) return seconds;
  return minutes < 60n ? `${minutes}m${seconds}` : `${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

/** Prints `value / 10^digits` without zeros at the end. */
function decimal(value: bigint, digits: number): string {
  const text = value.toString().padStart(digits + 1, '0');
  const fraction = text.slice(-digits).replace(/0+$/, '');
  return `${text.slice(0, -digits)}${fraction === '' ? '' : `.${fraction}`}`;
}
