/**
 * Freezes a JSON value and everything in it, and returns it. In strict mode, a later change throws a TypeError that names the
 * property. Code that is not strict changes nothing and gets no error.
 */
export function deepFreeze<T>(value: T): T {
  // Uses a stack instead of recursion, because JSON can be nested deeper than the call stack allows.
  const stack: unknown[] = [value];
  while (stack.length > 0) {
    const next = stack.pop();
    if (typeof next !== 'object' || next === null || Object.isFrozen(next)) continue;
    Object.freeze(next);
    for (const child of Object.values(next)) stack.push(child);
  }
  return value;
}
