import { newFakeClock } from '../util/index.js';
import {
  findStatusCondition,
  formatMicroTime,
  formatTime,
  isStatusConditionFalse,
  isStatusConditionPresentAndEqual,
  isStatusConditionTrue,
  removeStatusCondition,
  setStatusCondition,
} from './index.js';
import type { Condition, Immutable, NewCondition } from './index.js';

const clock = newFakeClock(Date.UTC(2026, 5, 1, 12, 0, 0, 999));
const now = '2026-06-01T12:00:00Z';
const before = '2025-01-01T00:00:00Z';
const given = '2025-12-24T18:00:00Z';
const ready: Condition = { type: 'Ready', status: 'True', reason: 'R', message: 'm', lastTransitionTime: before };

describe('setStatusCondition', () => {
  test.each<[string, Condition[], NewCondition, boolean, Condition[]]>([
    [
      'adds a new condition with the current time',
      [],
      { type: 'Ready', status: 'True', reason: 'R', message: 'm' },
      true,
      [{ ...ready, lastTransitionTime: now }],
    ],
    [
      'adds a new condition with its own time',
      [],
      { ...ready, lastTransitionTime: given },
      true,
      [{ ...ready, lastTransitionTime: given }],
    ],
    ['adds at the end', [{ ...ready, type: 'Other' }], ready, true, [{ ...ready, type: 'Other' }, ready]],
    ['changes nothing where nothing changed', [ready], { ...ready, lastTransitionTime: given }, false, [ready]],
    [
      'sets the current time for a change of status',
      [ready],
      { type: 'Ready', status: 'False', reason: 'R', message: 'm' },
      true,
      [{ ...ready, status: 'False', lastTransitionTime: now }],
    ],
    [
      'sets the time of the condition for a change of status',
      [ready],
      { ...ready, status: 'Unknown', lastTransitionTime: given },
      true,
      [{ ...ready, status: 'Unknown', lastTransitionTime: given }],
    ],
    [
      'keeps the time for other changes',
      [ready],
      { type: 'Ready', status: 'True', reason: 'R2', message: 'm2', observedGeneration: 4 },
      true,
      [{ ...ready, reason: 'R2', message: 'm2', observedGeneration: 4 }],
    ],
    ['a generation that is gone is a change', [{ ...ready, observedGeneration: 4 }], ready, true, [ready]],
    ['no generation and generation 0 are the same', [ready], { ...ready, observedGeneration: 0 }, false, [ready]],
  ])('%s', (_, conditions, condition, changed, wanted) => {
    const mine = structuredClone(conditions);
    expect(setStatusCondition(mine, condition, clock)).toBe(changed);
    expect(mine).toEqual(wanted);
  });
});

test('removeStatusCondition changes the array in place, and returns whether it changed', () => {
  const conditions = [{ ...ready }, { ...ready, type: 'Other' }];
  expect(removeStatusCondition(conditions, 'Ready')).toBe(true);
  expect(removeStatusCondition(conditions, 'Ready')).toBe(false);
  expect(conditions.map(({ type }) => type)).toEqual(['Other']);
});

test('findStatusCondition returns the same object, and accepts absent conditions and those from a cache', () => {
  const conditions = [ready];
  const cached = conditions as readonly unknown[] as readonly Immutable<Condition>[];
  expect(findStatusCondition(conditions, 'Ready')).toBe(ready);
  expect(findStatusCondition(cached, 'Ready')).toBe(ready);
  expect(findStatusCondition(conditions, 'Other')).toBeUndefined();
  expect(findStatusCondition(undefined, 'Ready')).toBeUndefined();
});

test('an absent condition is neither true nor false', () => {
  expect(isStatusConditionTrue([ready], 'Ready')).toBe(true);
  expect(isStatusConditionFalse([ready], 'Ready')).toBe(false);
  expect(isStatusConditionFalse([{ type: 'Ready', status: 'False' }], 'Ready')).toBe(true);
  expect(isStatusConditionTrue(undefined, 'Ready')).toBe(false);
  expect(isStatusConditionFalse(undefined, 'Ready')).toBe(false);
  expect(isStatusConditionPresentAndEqual([{ ...ready, status: 'Unknown' }], 'Ready', 'Unknown')).toBe(true);
});

test('times are printed as the API does', () => {
  expect(formatTime(Date.UTC(2026, 0, 2, 3, 4, 5, 678))).toBe('2026-01-02T03:04:05Z');
  expect(formatMicroTime(Date.UTC(2026, 0, 2, 3, 4, 5, 678))).toBe('2026-01-02T03:04:05.678000Z');
  expect(formatMicroTime(Date.UTC(2026, 0, 2, 3, 4, 5, 678) + 0.25)).toBe('2026-01-02T03:04:05.678250Z');
});
