/**
 * Label selectors: parse, print, match, and convert from and to the `LabelSelector` of specs. The grammar and the error messages
 * are the API server's.
 *
 * `parseSelector` is the place to start. Field selectors are in `kube-client-runtime/fields`.
 *
 * @packageDocumentation
 */
export {
  formatLabelSelector,
  labelSelectorAsMap,
  labelSelectorAsSelector,
  parseToLabelSelector,
  setAsLabelSelector,
} from './label-selector.js';
export type { ReadonlyLabelSelector, ReadonlyLabelSelectorRequirement } from '../meta/index.js';
export { parseRequirements, parseSelector } from './parse.js';
export { newRequirement } from './requirement.js';
export type { Operator, Requirement } from './requirement.js';
export {
  everything,
  formatLabels,
  matchesLabels,
  matchesNothing,
  nothing,
  selectorFromRequirements,
  selectorFromSet,
  validatedSelectorFromSet,
} from './selector.js';
export type { RequirementSelector } from './selector.js';
export { validateDNS1123Label, validateDNS1123Subdomain, validateLabelKey, validateLabelValue } from './validation.js';
