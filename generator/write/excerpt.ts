/** How many lines of each side an excerpt shows. */
const shown = 4;

/**
 * Where two texts differ, in a few lines: the first line that does, then what goes (`-`) and what comes (`+`). Lines that only
 * one side has at the end or in the middle are told by what follows them. Empty where the texts are equal.
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
