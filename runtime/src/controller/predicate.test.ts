import type { ObjectEvent, WatchedObject } from './event.js';
import * as predicate from './predicate.js';

const object = (metadata: WatchedObject['metadata']): WatchedObject => ({ metadata });
const update = (before: WatchedObject['metadata'], after: WatchedObject['metadata']): ObjectEvent<WatchedObject> => ({
  type: 'update',
  oldObject: object(before),
  object: object(after),
});
const others: ObjectEvent<WatchedObject>[] = [
  { type: 'create', object: object({}), isInInitialList: false },
  { type: 'delete', object: object({}), deleteStateUnknown: false },
  { type: 'generic', object: object({}) },
];

type ChangeName = 'resourceVersionChanged' | 'generationChanged' | 'labelChanged' | 'annotationChanged';

test.each<[ChangeName, WatchedObject['metadata'], WatchedObject['metadata'], boolean]>([
  ['resourceVersionChanged', { resourceVersion: '1' }, { resourceVersion: '2' }, true],
  ['resourceVersionChanged', { resourceVersion: '1', labels: { a: 'b' } }, { resourceVersion: '1' }, false],
  ['generationChanged', { generation: 1 }, { generation: 2 }, true],
  ['generationChanged', { generation: 1, resourceVersion: '1' }, { generation: 1, resourceVersion: '2' }, false],
  ['generationChanged', {}, {}, false],
  ['labelChanged', { labels: { a: '1' } }, { labels: { a: '2' } }, true],
  ['labelChanged', { labels: { a: '1' } }, { labels: { b: '1' } }, true],
  ['labelChanged', { labels: { a: '1' } }, {}, true],
  ['labelChanged', {}, { labels: { a: '1' } }, true],
  ['labelChanged', { labels: { a: '1', b: '2' } }, { labels: { b: '2', a: '1' } }, false],
  ['labelChanged', {}, { labels: {} }, false],
  ['labelChanged', { annotations: { a: '1' } }, { annotations: { a: '2' } }, false],
  ['annotationChanged', { annotations: { a: '1' } }, { annotations: { a: '2' } }, true],
  ['annotationChanged', { annotations: { a: '1' } }, {}, true],
  ['annotationChanged', { annotations: { a: '1' }, generation: 1 }, { annotations: { a: '1' }, generation: 2 }, false],
])('%s: a change from %j to %j passes: %p', (name, before, after, passes) => {
  expect(predicate[name](update(before, after))).toBe(passes);
});

test.each(['resourceVersionChanged', 'generationChanged', 'labelChanged', 'annotationChanged'] as const)(
  '%s passes all events other than updates',
  (name) => {
    expect(others.map((event) => predicate[name](event))).toEqual([true, true, true]);
  },
);

test('`and` passes what all pass, `or` what any passes, and `not` the opposite', () => {
  const yes = (): boolean => true;
  const no = (): boolean => false;
  const event = update({}, {});
  expect([predicate.and(yes, yes)(event), predicate.and(yes, no)(event), predicate.and()(event)]).toEqual([true, false, true]);
  expect([predicate.or(no, yes)(event), predicate.or(no, no)(event), predicate.or()(event)]).toEqual([true, false, false]);
  expect([predicate.not(yes)(event), predicate.not(no)(event)]).toEqual([false, true]);
});

test('funcs passes types of events without a function', () => {
  const passes = predicate.funcs<WatchedObject>({
    create: ({ isInInitialList }) => isInInitialList,
    update: ({ oldObject, object: after }) => oldObject !== after,
  });
  expect(others.map(passes)).toEqual([false, true, true]);
  expect(passes(update({}, {}))).toBe(true);
  const rest = predicate.funcs<WatchedObject>({ delete: () => false, generic: () => false });
  expect([...others.map(rest), rest(update({}, {}))]).toEqual([true, false, false, true]);
});

test('fromFilter filters by the object, and by the new state of an update', () => {
  const named = predicate.fromFilter<WatchedObject>(({ metadata }) => metadata.name === 'a');
  expect([named(update({}, { name: 'a' })), named(update({ name: 'a' }, {}))]).toEqual([true, false]);
  expect(named({ type: 'generic', object: object({ name: 'a' }) })).toBe(true);
});

test.each([['a=b'], [{ matchLabels: { a: 'b' } }]])('the label selector %j passes objects that match', (selector) => {
  const matches = predicate.labelSelector(selector);
  expect([matches(update({}, { labels: { a: 'b' } })), matches(update({ labels: { a: 'b' } }, {}))]).toEqual([true, false]);
});

test('a label selector that does not parse throws at once', () => {
  expect(() => predicate.labelSelector('a in')).toThrow();
});
