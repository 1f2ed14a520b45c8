import { exactNumber, numberOf } from '../../model/exact-number.js';
import type { ExactNumber } from '../../model/exact-number.js';

/**
 * The value of a plain scalar in `sigs.k8s.io/yaml`, the parser of kubectl and of the API machinery. That parser reads YAML 1.1
 * through go.yaml.in/yaml/v2 and returns JSON:
 *
 * - `on`, `yes` and `y` are booleans.
 * - `0777` and `0b11` are integers, and underscores in numbers are skipped.
 * - Times are plain strings, and base 60 does not exist.
 */
export type Scalar = string | number | ExactNumber | boolean | null;

const words = new Map<string, boolean | null>();
for (const word of ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']) words.set(word, true);
for (const word of ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']) words.set(word, false);
for (const word of ['', '~', 'null', 'Null', 'NULL']) words.set(word, null);

const special = new Map<string, number>();
for (const word of ['.nan', '.NaN', '.NAN']) special.set(word, NaN);
for (const word of ['.inf', '.Inf', '.INF']) {
  special.set(word, Infinity);
  special.set(`+${word}`, Infinity);
  special.set(`-${word}`, -Infinity);
}

const decimal = /^([-+]?)(0|[1-9][0-9]*)$/;
const based = /^([-+]?)0(?:[xX]([0-9a-fA-F]+)|[bB]([01]+)|[oO]?([0-7]+))$/;
const oddBinary = /^0b([-+])([01]+)$/;
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/** Without a digit before the point, Go's own rule for underscores holds: only between digits. */
const dotFloat = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;

/** The integer that the text stands for, if it is one and fits 64 bits (unsigned without a sign, as in Go). */
function parseInteger(text: string): bigint | undefined {
  let match = decimal.exec(text);
  let digits: string;
  if (match !== null) {
    digits = match[2] ?? '';
  } else {
    match = based.exec(text);
    if (match !== null) {
      const [, , hex, binary, octal] = match;
      digits = hex !== undefined ? `0x${hex}` : binary !== undefined ? `0b${binary}` : `0o${octal ?? ''}`;
    } else {
      match = oddBinary.exec(text);
      if (match === null) return undefined;
      digits = `0b${match[2] ?? ''}`;
    }
  }
  const sign = match[1] ?? '';
  const value = sign === '-' ? -BigInt(digits) : BigInt(digits);
  const most = sign === '' ? 2n ** 64n : 2n ** 63n;
  return value >= -(2n ** 63n) && value < most ? value : undefined;
}

function parseNumber(text: string): number | ExactNumber | undefined {
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  // Short decimals, which are nearly all of them, need none of the care below.
  if (plain.length < 16 && /^(?:0|[1-9][0-9]*)$/.test(plain)) return Number(plain);
  const integer = parseInteger(plain);
  if (integer !== undefined) return exactNumber(String(integer), Number(integer));
  return parseFloatText(plain, float);
}

function parseFloatText(text: string, form: RegExp): number | ExactNumber | undefined {
  if (!form.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? exactNumber(text.replace(/^\+/, ''), value) : undefined;
}

/** The value of a plain scalar. May be NaN or an infinity, which JSON does not have: the caller has to refuse them. */
export function resolvePlain(text: string): Scalar {
  switch (text.charCodeAt(0)) {
    case 0x79: // y
    case 0x59: // Y
    case 0x6e: // n
    case 0x4e: // N
    case 0x74: // t
    case 0x54: // T
    case 0x66: // f
    case 0x46: // F
    case 0x6f: // o
    case 0x4f: // O
    case 0x7e: {
      // ~
      const word = text.length > 5 ? undefined : words.get(text);
      return word === undefined ? text : word;
    }
    case 0x2e: // .
      return special.get(text) ?? (dotFloat.test(text) ? parseFloatText(text.replaceAll('_', ''), float) : undefined) ?? text;
    case 0x2b: // +
    case 0x2d: // -
      return special.get(text) ?? parseNumber(text) ?? text;
    case 0x30:
    case 0x31:
    case 0x32:
    case 0x33:
    case 0x34:
    case 0x35:
    case 0x36:
    case 0x37:
    case 0x38:
    case 0x39:
      return parseNumber(text) ?? text;
    default:
      return text === '' ? null : text;
  }
}

/** The name of a mapping's key that is a plain scalar, or undefined where JSON has no name for it (null). */
export function resolveKey(text: string): string | undefined {
  const value = resolvePlain(text);
  if (typeof value === 'string') return value;
  if (value === null) return undefined;
  if (typeof value === 'boolean') return String(value);
  const integer = parseInteger(text.replaceAll('_', ''));
  if (integer === undefined) return formatFloat32(Number(value));
  return integer < 2n ** 63n ? String(integer) : undefined;
}

/** Go's `strconv.FormatFloat(value, 'g', -1, 32)`, which sigs.k8s.io/yaml uses for keys that are floats. */
function formatFloat32(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  const rounded = Math.fround(value);
  if (!Number.isFinite(rounded)) return rounded > 0 ? '.inf' : '-.inf';
  if (rounded === 0) return Object.is(rounded, -0) ? '-0' : '0';
  let text = '';
  for (let digits = 1; digits <= 9; digits++) {
    text = rounded.toExponential(digits - 1);
    if (Math.fround(Number(text)) === rounded) break;
  }
  const [mantissa = '', exponentText = '0'] = text.split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 6) {
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  return Number(text).toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 });
}

/**
 * Returns the value of a scalar with one of YAML's own tags (`!!int`), with or without quotes. Returns undefined if the text is
 * not of that type.
 */
export function resolveTagged(tag: string, text: string): Scalar | undefined {
  if (tag === 'str') return text;
  if (tag === 'binary') return decodeBase64(text);
  const value = resolvePlain(text);
  switch (tag) {
    case 'bool':
      return typeof value === 'boolean' ? value : undefined;
    case 'null':
      return value === null ? null : undefined;
    case 'int':
      return numberOf(value) !== undefined && parseInteger(text.replaceAll('_', '')) !== undefined ? value : undefined;
    case 'float':
      return numberOf(value) === undefined ? undefined : value;
    case 'timestamp':
      return /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt ])/.test(text) ? text : undefined;
    default:
      // A tag of somebody's own says nothing about JSON: the text as it stands.
      return text;
  }
}

function decodeBase64(text: string): string | undefined {
  const compact = text.replace(/[\r\n]/g, '');
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return undefined;
  return Buffer.from(compact, 'base64').toString('utf8');
}
