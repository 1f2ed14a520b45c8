/**
 * Freezes JSON and all that is in it, and returns it. A write to it throws a `TypeError` in strict code, which names the property
 * and whose stack names who wrote; code that is not strict writes in vain.
 */
export function deepFreeze<T>(value: T): T {
  // A stack, since hostile JSON can be deeper than calls may go.
  const stack: unknown[] = [value];
  while (stack.length > 0) {
    const next = stack.pop();
    if (typeof next !== 'object' || next === null || Object.isFrozen(next)) continue;
    Object.freeze(next);
    for (const child of Object.values(next)) stack.push(child);
  }
  return value;
}
