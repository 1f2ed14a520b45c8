import { getEventListeners } from 'node:events';
import { DeletedFinalStateUnknown, type ResourceEventHandler } from '../cache/index.js';
import type { ObjectEvent, WatchedObject } from './event.js';
import { newKindSource } from './source.js';

/** Creates an informer whose events and sync the test controls. */
function fakeInformer() {
  const handlers = new Map<object, ResourceEventHandler<WatchedObject>>();
  const state = { synced: true };
  return {
    state,
    handlers,
    only: (): ResourceEventHandler<WatchedObject> => [...handlers.values()][0] ?? {},
    informer: {
      addEventHandler: (handler: ResourceEventHandler<WatchedObject>) => {
        const registration = { hasSynced: () => state.synced };
        handlers.set(registration, handler);
        return registration;
      },
      removeEventHandler: (registration: object) => void handlers.delete(registration),
    },
  };
}

const ignore = (): void => {};
const queue = { add: ignore, addAfter: ignore, addRateLimited: ignore };
const a: WatchedObject = { metadata: { name: 'a' } };
const b: WatchedObject = { metadata: { name: 'b' } };

test('changes from the informer become events if they pass all predicates', async () => {
  const { informer, only } = fakeInformer();
  const events: ObjectEvent<WatchedObject>[] = [];
  const source = newKindSource<WatchedObject>({
    name: 'test',
    informer,
    predicates: [({ object }) => object !== b || events.length > 0, ({ type }) => type !== 'generic'],
    handler: (event) => void events.push(event),
  });
  const { signal } = new AbortController();
  await source.start(queue, signal);
  const told = only();
  told.onAdd?.(b, true);
  told.onAdd?.(a, true);
  told.onUpdate?.(a, b);
  told.onDelete?.(b);
  told.onDelete?.(new DeletedFinalStateUnknown('a', a));
  told.onDelete?.(new DeletedFinalStateUnknown<WatchedObject>('c', undefined));
  expect(events).toEqual([
    { type: 'create', object: a, isInInitialList: true },
    { type: 'update', oldObject: a, object: b },
    { type: 'delete', object: b, deleteStateUnknown: false },
    { type: 'delete', object: a, deleteStateUnknown: true },
  ]);
});

test('the handler is removed from the informer when the signal fires, and is not called again', async () => {
  const { informer, handlers, only } = fakeInformer();
  const events: unknown[] = [];
  const stop = new AbortController();
  await newKindSource({ name: 'test', informer, handler: (event) => void events.push(event) }).start(queue, stop.signal);
  const told = only();
  expect(handlers.size).toBe(1);
  stop.abort();
  told.onAdd?.(a, false);
  expect([handlers.size, events, getEventListeners(stop.signal, 'abort')]).toEqual([0, [], []]);
});

test('the source syncs when the handler has processed the initial list, and stops waiting when its signal fires', async () => {
  const { informer, state } = fakeInformer();
  state.synced = false;
  const stop = new AbortController();
  const started = newKindSource({ name: 'test', informer, handler: ignore }).start(queue, stop.signal);
  stop.abort(new Error('enough'));
  await expect(started).rejects.toMatchObject({ cause: new Error('enough') });
});

test('the source adds no handler if the signal has fired before', async () => {
  const { informer, handlers } = fakeInformer();
  await newKindSource({ name: 'test', informer, handler: ignore }).start(queue, AbortSignal.abort());
  expect(handlers.size).toBe(0);
});

test('the promise of a handler is returned to the informer, which awaits it', async () => {
  const { informer, only } = fakeInformer();
  const { signal } = new AbortController();
  await newKindSource({ name: 'test', informer, handler: () => Promise.reject(new Error('no')) }).start(queue, signal);
  await expect(only().onAdd?.(a, false)).rejects.toThrow('no');
});
