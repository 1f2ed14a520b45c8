/** The number of lines of each side that an excerpt shows. */
const shown = 4;

/**
 * Returns the first difference between two texts in a few lines: the first line that differs, then removed (`-`) and added (`+`)
 * lines. Returns an empty list if the texts are equal.
 *
 * The following lines identify lines that only one side has, at the end or in the middle.
 */
export function excerpt(before: string, after: string): string[] {
  if (before === after) return [];
  const old = before.split('\n');
  const now = after.split('\n');
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let tail = 0;
  while (tail < old.length - start && tail < now.length - start && old[old.length - 1 - tail] === now[now.length - 1 - tail])
    tail++;
  return [
    `@@ line ${start + 1} @@`,
    ...side('-', old.slice(start, old.length - tail)),
    ...side('+', now.slice(start, now.length - tail)),
  ];
}

function side(sign: string, lines: readonly string[]): string[] {
  const out = lines.slice(0, shown).map((line) => `${sign}${line.length > 160 ? `${line.slice(0, 160)}…` : line}`);
  if (lines.length > shown) out.push(`${sign}… ${lines.length - shown} more`);
  return out;
}
