import { isPlainObject } from '../util/index.js';
import type { SelectionOptions } from './options.js';

/**
 * Throws a `TypeError` for a selector that is present but has no value: `undefined`, `null`, the empty string, or a `LabelSelector`
 * with such parts. A variable that was meant to hold a selector must not turn into all objects. An empty selector (`{}`) is allowed.
 */
export function requireSelectors(options: SelectionOptions): void {
  for (const name of ['labelSelector', 'fieldSelector'] as const) {
    if (!(name in options)) continue;
    const value: unknown = options[name];
    const fault = value === '' ? 'an empty string' : isMissing(value) ? String(value) : missingPart(value);
    if (fault !== undefined) throw new TypeError(`${name} is ${fault}: leave it out to select all objects, or pass a selector`);
  }
}

/** A `LabelSelector` with parts that have no value selects more than its author meant. */
function missingPart(selector: unknown): string | undefined {
  if (!isPlainObject(selector)) return undefined;
  for (const part of ['matchLabels', 'matchExpressions']) {
    if (part in selector && isMissing(selector[part])) return `a selector whose ${part} is ${String(selector[part])}`;
  }
  const labels = selector['matchLabels'];
  for (const [key, value] of Object.entries(isPlainObject(labels) ? labels : {})) {
    if (isMissing(value)) return `a selector whose label ${key} is ${String(value)}`;
  }
  return undefined;
}

function isMissing(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}
