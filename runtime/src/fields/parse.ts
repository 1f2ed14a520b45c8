import { compareCodePoints } from '../util/index.js';
import {
  type FieldRequirement,
  type FieldRequirementSelector,
  fieldSelectorFromRequirements,
  unescapeValue,
} from './selector.js';

/**
 * Parses a field selector: `field=value`, `field==value` and `field!=value`, joined by commas. In a value, `\`, `,` and `=` need
 * a backslash; a field cannot contain them. Empty terms, and terms without field and value, are skipped. The requirements are
 * sorted.
 *
 * Throws an Error with the API server's message.
 *
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/
 *
 * @example
 * ```ts
 * import { parseFieldSelector } from 'kube-client-runtime';
 *
 * const selector = parseFieldSelector('spec.nodeName=node-1,status.phase!=Succeeded');
 * selector.matches({ 'spec.nodeName': 'node-1', 'status.phase': 'Running' }); // => true
 * selector.requiresExactMatch('spec.nodeName'); // => 'node-1'
 * ```
 */
export function parseFieldSelector(selector: string): FieldRequirementSelector {
  const terms = splitTerms(selector).filter((term) => term !== '');
  const requirements = terms.sort(compareCodePoints).map((term) => parseTerm(term, selector));
  return fieldSelectorFromRequirements(requirements.filter(({ field, value }) => field !== '' || value !== ''));
}

/** Splits a selector at its unescaped commas. */
function splitTerms(selector: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let i = 0; i < selector.length; i++) {
    if (selector[i] === '\\') i++;
    else if (selector[i] === ',') {
      terms.push(selector.slice(start, i));
      start = i + 1;
    }
  }
  terms.push(selector.slice(start));
  return terms;
}

/** Parses one term. The first operator ends the field. */
function parseTerm(term: string, selector: string): FieldRequirement {
  const operator = /!=|==|=/.exec(term);
  if (operator === null) throw new Error(`invalid selector: '${selector}'; can't understand '${term}'`);
  return {
    field: term.slice(0, operator.index),
    operator: operator[0] === '!=' ? '!=' : '=',
    value: unescapeValue(term.slice(operator.index + operator[0].length)),
  };
}
