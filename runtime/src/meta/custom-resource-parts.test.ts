/**
 * The parts of a custom resource, typed as the generator types them, are taken by all helpers as they are. The types below are those of a
 * CRD that states no enum, of one that states its enums, and of one that requires nothing.
 */
import { labelSelectorAsSelector } from '../labels/index.js';
import { parseQuantity } from '../quantity/index.js';
import { listQuery } from '../rest/request/query-options.js';
import { newFakeClock } from '../util/index.js';
import { findStatusCondition, isStatusConditionTrue, setStatusCondition } from './index.js';
import type { Condition, Immutable, IntOrString, LabelSelector, ListOptions, Quantity } from './index.js';

interface Selector {
  matchExpressions?: { key: string; operator: string; values?: string[] | undefined }[] | undefined;
  matchLabels?: Record<string, string> | undefined;
}

interface StrictSelector {
  matchExpressions?: { key: string; operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'; values?: string[] }[] | undefined;
}

interface StrictCondition {
  lastTransitionTime: string;
  message: string;
  observedGeneration?: number | undefined;
  reason: 'Ready' | 'Waiting';
  status: 'True' | 'False' | 'Unknown';
  type: string;
}

interface LooseCondition {
  lastTransitionTime?: string | undefined;
  message?: string | undefined;
  reason?: string | null | undefined;
  status?: string | undefined;
  type?: string | undefined;
}

const clock = newFakeClock(Date.UTC(2026, 5, 1, 12));
const selector: Selector = { matchExpressions: [{ key: 'tier', operator: 'In', values: ['web'] }] };
const strict: StrictSelector = { matchExpressions: [{ key: 'tier', operator: 'Exists' }] };

test('label selectors of custom resources go into options, selectors and core types', () => {
  const cached: Immutable<Selector> = selector;
  const all: ListOptions[] = [{ labelSelector: selector }, { labelSelector: strict }, { labelSelector: cached }];
  const core: LabelSelector[] = [selector, strict];
  const back: Selector = { matchExpressions: core[0]?.matchExpressions };
  expect(all.map((options) => listQuery(options).find(([name]) => name === 'labelSelector')?.[1])).toEqual([
    'tier in (web)',
    'tier',
    'tier in (web)',
  ]);
  expect(labelSelectorAsSelector(cached).toString()).toBe('tier in (web)');
  expect(labelSelectorAsSelector(back).toString()).toBe('tier in (web)');
  expect(() => labelSelectorAsSelector({ matchExpressions: [{ key: 'a', operator: 'Is' }] })).toThrow('"Is" is not a valid');
});

test('conditions of custom resources are set and found, within the values that their schema allows', () => {
  const conditions: StrictCondition[] = [];
  const core: Condition[] = conditions;
  expect(setStatusCondition(conditions, { type: 'Ready', status: 'True', reason: 'Ready', message: '' }, clock)).toBe(true);
  // @ts-expect-error the CRD states the reasons
  expect(setStatusCondition(conditions, { type: 'Ready', status: 'True', reason: 'Done', message: '' }, clock)).toBe(true);
  // @ts-expect-error the CRD states the three values
  expect(setStatusCondition(conditions, { type: 'Ready', status: 'true', reason: 'Ready', message: '' }, clock)).toBe(true);
  expect(core).toHaveLength(1);
  const loose: LooseCondition[] = [{ type: 'Ready', status: 'True' }];
  expect(isStatusConditionTrue(loose, 'Ready')).toBe(true);
  expect(setStatusCondition(loose, { type: 'Ready', status: 'False', reason: 'Down', message: 'm' }, clock)).toBe(true);
  expect(findStatusCondition(loose, 'Ready')).toEqual({
    type: 'Ready',
    status: 'False',
    reason: 'Down',
    message: 'm',
    lastTransitionTime: '2026-06-01T12:00:00Z',
  });
  const cached: Immutable<{ conditions: LooseCondition[] }> = { conditions: loose };
  expect(isStatusConditionTrue(cached.conditions, 'Ready')).toBe(false);
  // @ts-expect-error the conditions of a cached object are not changed
  expect(() => setStatusCondition(cached.conditions, { type: 'A', status: 'True', reason: '', message: '' })).not.toThrow();
});

test('quantities of custom resources and of core types are the same, and helpers take both forms', () => {
  const limits: Record<string, IntOrString> = { cpu: 2, memory: '1Gi' };
  const core: Record<string, Quantity> = limits;
  const back: Record<string, IntOrString> = core;
  expect(Object.values(back).map((quantity) => parseQuantity(quantity).toString())).toEqual(['2', '1Gi']);
});
