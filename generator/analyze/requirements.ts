import { arrayMember, isObject, member, stringsMember } from './json.js';
import type { JsonObject } from './json.js';

/**
 * Returns sentences for a comment about the `required` lists in `oneOf` and `anyOf`. The type stays wide, because the presence of
 * a field does not narrow anything.
 */
export function requirements(schema: JsonObject): string[] {
  const sentences = [requirement(schema, 'oneOf'), requirement(schema, 'anyOf')];
  for (const part of arrayMember(schema, 'allOf')) {
    if (isObject(part)) sentences.push(requirement(part, 'oneOf'), requirement(part, 'anyOf'));
  }
  return [...new Set(sentences.filter((text) => text !== undefined))];
}

/** Returns the sentence for a keyword; undefined if its branches are more than lists of required fields. */
export function requirement(schema: JsonObject, keyword: 'oneOf' | 'anyOf'): string | undefined {
  const sets: string[][] = [];
  let mayBeNone = false;
  for (const branch of arrayMember(schema, keyword)) {
    if (!isObject(branch)) return undefined;
    const keys = Object.keys(branch).filter((key) => key !== 'description' && key !== 'type' && key !== 'properties');
    const required = stringsMember(branch, 'required');
    if (required.length > 0 && keys.every((key) => key === 'required' || key === 'not')) sets.push(required);
    else if (keys.length === 1 && isObject(member(branch, 'not'))) mayBeNone = true;
    else return undefined;
  }
  if (sets.length === 0) return undefined;
  const names = sets.map((set) => set.map((name) => `\`${name}\``).join(' with '));
  if (sets.length === 1) return mayBeNone ? undefined : `Required: ${names.join('')}.`;
  const list = `${names.slice(0, -1).join(', ')} ${mayBeNone ? 'or' : 'and'} ${names.at(-1) ?? ''}`;
  if (keyword === 'anyOf') return mayBeNone ? undefined : `At least one of ${list} is required.`;
  return mayBeNone ? `At most one of ${list} may be set.` : `Exactly one of ${list} is required.`;
}
