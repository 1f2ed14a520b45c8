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
