type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Returns the values that differ in `after`, by paths such as `metadata.labels.a`. Removed values are null. A response of another
 * kind, such as a Status, is returned completely.
 */
export function changes(before: unknown, after: unknown): unknown {
  if (!isFields(before) || !isFields(after) || before['kind'] !== after['kind']) return after;
  return Object.fromEntries(changedPaths(before, after, ''));
}

function changedPaths(before: Fields, after: Fields, path: string): [string, unknown][] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key): [string, unknown][] => {
    const [old, now] = [before[key], after[key]];
    if (isFields(old) && isFields(now)) return changedPaths(old, now, `${path}${key}.`);
    return lineOf(old) === lineOf(now) ? [] : [[`${path}${key}`, now ?? null]];
  });
}

/** Returns JSON on one line with sorted keys, so that equal values give equal lines. */
export function lineOf(value: unknown): string {
  const ordered = (_key: string, held: unknown): unknown =>
    isFields(held) ? Object.fromEntries(Object.entries(held).sort(([a], [b]) => (a < b ? -1 : 1))) : held;
  return JSON.stringify(value, ordered);
}
