/**
 * Field selectors: parse, print, match and combine. The grammar and the error messages are the API server's, which also decides
 * which fields of a resource can be selected.
 *
 * @packageDocumentation
 */
export {
  andSelectors,
  escapeValue,
  everythingFieldSelector,
  fieldSelectorFromRequirements,
  fieldSelectorFromSet,
  nothingFieldSelector,
  oneTermEqualSelector,
  oneTermNotEqualSelector,
  unescapeValue,
} from './selector.js';
export type { FieldRequirement, FieldRequirementSelector } from './selector.js';
export { parseFieldSelector } from './parse.js';
