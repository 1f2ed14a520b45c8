const form = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/;

/** The instant of a time in RFC 3339, as text that is the same for the same instant; undefined of what is none. Nothing is rounded. */
export function instantOf(time: string | number): string | undefined {
  const [, seconds = '', fraction = '', offset = ''] = form.exec(String(time)) ?? [];
  const milliseconds = Date.parse(seconds + offset);
  return Number.isNaN(milliseconds) ? undefined : `${milliseconds / 1000}.${fraction.replace(/0+$/, '')}`;
}
