/**
 * Field selectors: parse, print, match and combine. The grammar and the error messages are the API server's, which also decides
 * which fields of a resource can be selected.
 *
 * @packageDocumentation
 */
export { escapeValue, unescapeValue } from './escape.js';
export { parseFieldSelector } from './parse.js';
export {
  andSelectors,
  everythingFieldSelector,
  fieldSelectorFromRequirements,
  fieldSelectorFromSet,
  nothingFieldSelector,
  oneTermEqualSelector,
  oneTermNotEqualSelector,
} from './selector.js';
export type { FieldRequirement, FieldRequirementSelector } from './selector.js';
