/**
 * The string formats that the server checks; it ignores all others. The names have no dashes.
 *
 * Source: https://kubernetes.io/docs/reference/generated/openapi (JSONSchemaProps.format)
 */

import { isIPv4, isIPv6 } from 'node:net';

const uuidTail = '-?[0-9a-f]{4}-?[0-9a-f]{12}$';
const patterns: Readonly<Record<string, RegExp>> = {
  bsonobjectid: /^[0-9a-f]{24}$/i,
  mac: /^([0-9a-f]{2}([:-])([0-9a-f]{2}\2){4,6}[0-9a-f]{2}|([0-9a-f]{4}\.){2,3}[0-9a-f]{4})$/i,
  uuid: new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}${uuidTail}`, 'i'),
  uuid3: new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}${uuidTail}`, 'i'),
  uuid4: /^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i,
  uuid5: /^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i,
  creditcard:
    /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/,
  ssn: /^\d{3}[- ]?\d{2}[- ]?\d{4}$/,
  hexcolor: /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i,
  rgbcolor: /^rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)$/,
  byte: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/,
  email: /^[^\s@<>]+@[^\s@<>]+$|^[^<>]*<[^\s@<>]+@[^\s@<>]+>$/,
  k8sshortname: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  k8slongname: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
};

const checks: Readonly<Record<string, (text: string) => boolean>> = {
  uri: (text) =>
    /^[a-z][a-z0-9+.-]*:/i.test(text) ? URL.canParse(text) || /^[a-z][a-z0-9+.-]*:[^\s]*$/i.test(text) : /^\/[^\s]*$/.test(text),
  hostname: (text) =>
    text.length <= 255 && text.split('.').every((part) => /^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/.test(part)),
  ipv4: isIPv4,
  ipv6: (text) => isIPv6(text) && !text.includes('%'),
  cidr: isCidr,
  isbn: (text) => isIsbn10(text) || isIsbn13(text),
  isbn10: isIsbn10,
  isbn13: isIsbn13,
  password: () => true,
  date: (text) => isCalendarDay(/^(\d{4})-(\d{2})-(\d{2})$/.exec(text)),
  datetime: (text) => {
    const parts = /^(\d{4})-(\d{2})-(\d{2})[tT ](\d{2}):(\d{2}):(\d{2})(\.\d+)?([zZ]|[+-]\d{2}:\d{2})$/.exec(text);
    return isCalendarDay(parts) && Number(parts?.[4]) < 24 && Number(parts?.[5]) < 60 && Number(parts?.[6]) <= 60;
  },
  duration: (text) =>
    /^[+-]?(\d+(\.\d*)?|\.\d+)\s*(ns|us|µs|μs|ms|s|m|h|d|w|nanos?|micros?|millis?|seconds?|minutes?|hours?|days?|weeks?)(\s*(\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))*$/.test(
      text,
    ) || text === '0',
};

function isCalendarDay(parts: RegExpExecArray | null): boolean {
  if (parts === null) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isCidr(text: string): boolean {
  const [address = '', length = '', ...rest] = text.split('/');
  if (rest.length > 0 || !/^\d{1,3}$/.test(length)) return false;
  return isIPv4(address) ? Number(length) <= 32 : isIPv6(address) && Number(length) <= 128;
}

function isIsbn10(text: string): boolean {
  const digits = text.replace(/[\s-]/g, '');
  if (!/^\d{9}[\dX]$/.test(digits)) return false;
  const sum = [...digits].reduce((total, digit, index) => total + (10 - index) * (digit === 'X' ? 10 : Number(digit)), 0);
  return sum % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = text.replace(/[\s-]/g, '');
  if (!/^\d{13}$/.test(digits)) return false;
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}

/** Whether the server checks strings of this format. */
export function isCheckedFormat(format: string): boolean {
  const name = format.replaceAll('-', '');
  return Object.hasOwn(patterns, name) || Object.hasOwn(checks, name);
}

/** Whether a string conforms to a checked format. */
export function hasFormat(format: string, text: string): boolean {
  const name = format.replaceAll('-', '');
  if (Object.hasOwn(checks, name)) return checks[name]?.(text) ?? true;
  const value = name === 'creditcard' ? text.replace(/\D/g, '') : text;
  return patterns[name]?.test(value) ?? true;
}
