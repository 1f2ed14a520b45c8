const form = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/;

/**
 * Returns the instant of an RFC 3339 time as text, or undefined if `time` is not in that form. Equal instants give equal texts.
 * Fractions of a second are not rounded.
 */
export function instantOf(time: string | number): string | undefined {
  const [, seconds = '', fraction = '', offset = ''] = form.exec(String(time)) ?? [];
  const milliseconds = Date.parse(seconds + offset);
  return Number.isNaN(milliseconds) ? undefined : `${milliseconds / 1000}.${fraction.replace(/0+$/, '')}`;
}
