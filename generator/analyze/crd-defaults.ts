import { isIPv4, isIPv6 } from 'node:net';
import type { DocumentPath } from '../model/diagnostic.js';
import { integerOf, numberOf } from '../model/exact-number.js';
import type { SchemaFault } from './crd-keywords.js';
import { quote } from './crd-names.js';
import { arrayMember, isEqualJson, isObject, member, stringMember, stringsMember } from './json.js';
import type { JsonObject } from './json.js';

/**
 * Returns what is wrong with the default of a schema: it must be valid as it stands, without further defaults, and hold no field that the
 * schema does not define.
 */
export function defaultFaults(schema: JsonObject, path: DocumentPath, isRoot: boolean): SchemaFault[] {
  const value = member(schema, 'default');
  if (isRoot || member(schema, 'x-kubernetes-embedded-resource') === true) {
    const missing = ['apiVersion', 'kind'].filter((name) => isObject(value) && !isFilled(member(value, name)));
    if (missing.length > 0) return missing.map((name) => ({ path, what: `lacks ${name}` }));
  }
  return valueFaults(value, schema, path, true);
}

function isFilled(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** Returns what a value has that a schema does not allow. `isStrict`: unknown fields are not allowed. */
function valueFaults(value: unknown, schema: JsonObject, path: DocumentPath, isStrict: boolean): SchemaFault[] {
  const fault = (what: string): SchemaFault[] => [{ path, what: `is ${quote(value)}, ${what}` }];
  if (value === null) return member(schema, 'nullable') === true ? [] : fault('and the schema does not allow null');
  const wanted = typeOf(schema);
  if (wanted !== '' && !isOfType(value, wanted)) return fault(`and must be of type ${wanted}`);
  const values = arrayMember(schema, 'enum');
  if (values.length > 0 && !values.some((each) => isEqualJson(each, value))) return fault('which is not in the enum');
  const own =
    numberOf(value) !== undefined
      ? numberFaults(value, schema).flatMap(fault)
      : typeof value === 'string'
        ? textFaults(value, schema).flatMap(fault)
        : Array.isArray(value)
          ? arrayFaults(value, schema, path, isStrict)
          : isObject(value)
            ? objectFaults(value, schema, path, isStrict)
            : [];
  return [...own, ...branchFaults(value, schema, path)];
}

function typeOf(schema: JsonObject): string {
  if (member(schema, 'x-kubernetes-int-or-string') === true) return '';
  return stringMember(schema, 'type') ?? '';
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return integerOf(value) !== undefined;
    case 'number':
      return numberOf(value) !== undefined;
    case 'string':
    case 'boolean':
      return typeof value === type;
    default:
      return true;
  }
}

function bound(schema: JsonObject, keyword: string): number | undefined {
  return numberOf(member(schema, keyword));
}

function numberFaults(written: unknown, schema: JsonObject): string[] {
  const value = numberOf(written) ?? NaN;
  const [least, most, step] = [bound(schema, 'minimum'), bound(schema, 'maximum'), bound(schema, 'multipleOf')];
  const faults: string[] = [];
  if (least !== undefined && (value < least || (value === least && member(schema, 'exclusiveMinimum') === true))) {
    faults.push('which is below the minimum');
  }
  if (most !== undefined && (value > most || (value === most && member(schema, 'exclusiveMaximum') === true))) {
    faults.push('which is above the maximum');
  }
  if (step !== undefined && step > 0 && Math.abs(value / step - Math.round(value / step)) > 1e-9)
    faults.push(`which is no multiple of ${step}`);
  const format = stringMember(schema, 'format');
  const bits = format === 'int32' ? 32 : format === 'int64' ? 64 : undefined;
  const integer = integerOf(written);
  if (bits !== undefined && integer !== undefined && BigInt.asIntN(bits, integer) !== integer)
    faults.push(`which is no ${format ?? ''}`);
  return faults;
}

/** The formats of which a fault is certain, whatever else a server accepts. */
const formats: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['date', (text) => /^\d{4}-\d\d-\d\d$/.test(text)],
  ['date-time', (text) => !Number.isNaN(Date.parse(text))],
  ['ipv4', isIPv4],
  ['ipv6', isIPv6],
  ['uuid', (text) => /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text)],
]);

function textFaults(value: string, schema: JsonObject): string[] {
  const faults: string[] = [];
  const length = [...value].length;
  if (length < (bound(schema, 'minLength') ?? 0)) faults.push('which is too short');
  if (length > (bound(schema, 'maxLength') ?? Infinity)) faults.push('which is too long');
  const format = stringMember(schema, 'format') ?? '';
  if (formats.get(format)?.(value) === false) faults.push(`which is no ${format}`);
  const pattern = stringMember(schema, 'pattern');
  if (pattern !== undefined && compiled(pattern)?.test(value) === false) faults.push('which does not match the pattern');
  return faults;
}

/** Compiles a pattern if JavaScript reads it as Go does. */
function compiled(pattern: string): RegExp | undefined {
  // Patterns may take exponential time in JavaScript, and their sources are untrusted.
  if (pattern.length > 1_000 || /\(\?|\\[AQzpPC]|\[:|[+*}][^()]*\)[+*{]/.test(pattern)) return undefined;
  try {
    return new RegExp(pattern, 'u');
  } catch {
    // Go accepts escapes that JavaScript does not.
    return undefined;
  }
}

function arrayFaults(value: readonly unknown[], schema: JsonObject, path: DocumentPath, isStrict: boolean): SchemaFault[] {
  const faults: SchemaFault[] = [];
  if (value.length < (bound(schema, 'minItems') ?? 0)) faults.push({ path, what: 'has too few items' });
  if (value.length > (bound(schema, 'maxItems') ?? Infinity)) faults.push({ path, what: 'has too many items' });
  const items = member(schema, 'items');
  if (isObject(items)) faults.push(...value.flatMap((item, index) => valueFaults(item, items, [...path, index], isStrict)));
  return faults;
}

function objectFaults(value: JsonObject, schema: JsonObject, path: DocumentPath, isStrict: boolean): SchemaFault[] {
  const faults: SchemaFault[] = [];
  const names = Object.keys(value);
  if (names.length < (bound(schema, 'minProperties') ?? 0)) faults.push({ path, what: 'has too few fields' });
  if (names.length > (bound(schema, 'maxProperties') ?? Infinity)) faults.push({ path, what: 'has too many fields' });
  for (const name of stringsMember(schema, 'required')) {
    if (!Object.hasOwn(value, name)) faults.push({ path, what: `lacks ${quote(name)}, which is required` });
  }
  const properties = member(schema, 'properties');
  const additional = member(schema, 'additionalProperties');
  const isEmbedded = member(schema, 'x-kubernetes-embedded-resource') === true;
  const isOpen = additional === true || member(schema, 'x-kubernetes-preserve-unknown-fields') === true;
  for (const name of names) {
    const known = member(properties, name) ?? additional;
    if (isObject(known)) faults.push(...valueFaults(value[name], known, [...path, name], isStrict));
    else if (isStrict && !isOpen && !(isEmbedded && ['apiVersion', 'kind', 'metadata'].includes(name))) {
      faults.push({ path: [...path, name], what: 'is a field that the schema does not define' });
    }
  }
  return faults;
}

/** Checks a value against `allOf`, `anyOf`, `oneOf` and `not`, whose branches only constrain it. */
function branchFaults(value: unknown, schema: JsonObject, path: DocumentPath): SchemaFault[] {
  const count = (keyword: string): [all: number, good: number] => {
    const branches = arrayMember(schema, keyword).filter(isObject);
    return [branches.length, branches.filter((branch) => valueFaults(value, branch, path, false).length === 0).length];
  };
  const [all, ofAll] = count('allOf');
  const [any, ofAny] = count('anyOf');
  const [one, ofOne] = count('oneOf');
  const not = member(schema, 'not');
  const isRefused = isObject(not) && Object.keys(not).length > 0 && valueFaults(value, not, path, false).length === 0;
  const failed =
    all > ofAll ? 'allOf' : any > 0 && ofAny === 0 ? 'anyOf' : one > 0 && ofOne !== 1 ? 'oneOf' : isRefused ? 'not' : undefined;
  return failed === undefined ? [] : [{ path, what: `is ${quote(value)}, which ${failed} does not allow` }];
}
