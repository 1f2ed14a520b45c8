import { newResourceExpired, statusOf } from 'kube-client-runtime/errors';
import type { Status } from 'kube-client-runtime/meta';
import type { JsonObject } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import { newPlainError, newTooLargeResourceVersion } from '../status/failure.js';
import type { StoreEvent } from '../storage/collection.js';
import type { Call } from './context.js';
import { notAVersion, parseResourceVersion, readListQuery, type ListQuery } from './options.js';
import { prefixOf } from './read.js';
import type { ServerResponse } from './request.js';
import { readSelection, type Selection } from './selection.js';
import { negotiateShape, type Shape } from './shape.js';

const initialEventsEnd = 'k8s.io/initial-events-end';
/** The approximate size of a piece. Small events are joined, to save writes. */
const pieceLength = 64 * 1024;
const readAtOnce = 500;
/**
 * The time before its end at which a watch sends its last bookmark.
 *
 * Unit: milliseconds
 */
const lastBookmarkMs = 2000;

/** The inputs of a watch, after all of them were validated. */
interface Plan {
  readonly call: Call;
  readonly query: ListQuery;
  readonly selection: Selection;
  readonly shape: Shape;
  readonly prefix: string;
}

/** Handles a watch. */
export function watch(call: Call): ServerResponse {
  const shape = negotiateShape(call.request.headers['accept'], call.definition);
  const query = readListQuery(call.request.query, call.info.watchPath);
  const selection = readSelection(call.definition, query, call.info.name);
  // A malformed version is rejected before the stream begins. A version that is too old or too new is rejected in the stream.
  if (!/^\d*$/.test(query.resourceVersion)) throw newPlainError(notAVersion(query.resourceVersion));
  const plan: Plan = { call, query, selection, shape, prefix: prefixOf(call) };
  return { status: 200, headers: {}, body: { type: 'stream', chunks: stream(plan) } };
}

/**
 * Creates the signal for a waiting watch: a change, a timer or the client's disconnect. Remembers a call while the watch is not
 * waiting.
 */
function newWaker(): { readonly wake: () => void; readonly wait: () => Promise<void> } {
  let pending = false;
  let resume: (() => void) | undefined;
  return {
    wake() {
      if (resume === undefined) {
        pending = true;
      } else {
        const waiting = resume;
        resume = undefined;
        waiting();
      }
    },
    wait() {
      if (pending) {
        pending = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        resume = resolve;
      });
    },
  };
}

/** The state of a watch between two waits. */
interface State {
  ended: boolean;
  bookmarkDue: boolean;
  error: Status | undefined;
}

async function* stream(plan: Plan): AsyncGenerator<string> {
  const { call, query } = plan;
  const { store, clock, random, bookmarkIntervalMs, watches } = call.context;
  const { signal } = call.request;
  const collection = store.collection(call.definition.storage);
  const { wake, wait } = newWaker();
  const state: State = { ended: signal.aborted, bookmarkDue: false, error: undefined };

  const end = (): void => {
    state.ended = true;
    wake();
  };
  const bookmark = (): void => {
    state.bookmarkDue = true;
    wake();
  };
  let cancelBookmark = (): void => {};
  const armBookmark = (): void => {
    cancelBookmark = clock.schedule(bookmarkIntervalMs, () => {
      bookmark();
      armBookmark();
    });
  };
  const timeoutMs = query.timeoutSeconds > 0 ? query.timeoutSeconds * 1000 : (1 + random()) * 1_800_000;
  const cancels = [
    collection.onChange(wake),
    watches.register(call.definition.storage, (status) => {
      state.error = status;
      end();
    }),
    clock.schedule(timeoutMs, end),
    ...(query.allowWatchBookmarks && timeoutMs > lastBookmarkMs ? [clock.schedule(timeoutMs - lastBookmarkMs, bookmark)] : []),
  ];
  if (query.allowWatchBookmarks) armBookmark();
  signal.addEventListener('abort', end, { once: true });
  try {
    const wanted = parseResourceVersion(query.resourceVersion);
    let position: number;
    if (query.sendInitialEvents) {
      if (wanted > store.revision) {
        yield errorFrame(statusOf(newTooLargeResourceVersion(wanted, store.revision)));
        return;
      }
      const revision = store.revision;
      position = collection.positionAfter(revision);
      yield* initialEvents(plan, collection.list(plan.prefix), revision);
    } else {
      if (wanted < collection.oldest) {
        yield errorFrame(statusOf(newResourceExpired(`too old resource version: ${wanted} (${collection.oldest})`)));
        return;
      }
      position = collection.positionAfter(wanted);
    }
    while (!isEnded(state)) {
      const events = collection.read(position, readAtOnce);
      // As on a real server, a reader that is too slow is cut off.
      if (events === undefined) return;
      position += events.length;
      const text = events.map((event) => frameOf(plan, event)).join('');
      if (text !== '') yield text;
      if (events.length > 0) continue;
      if (state.bookmarkDue && query.allowWatchBookmarks) {
        state.bookmarkDue = false;
        yield bookmarkFrame(plan, store.revision, false);
      } else {
        await wait();
      }
    }
    if (state.error !== undefined) yield errorFrame(state.error);
  } finally {
    for (const cancel of cancels) cancel();
    cancelBookmark();
    signal.removeEventListener('abort', end);
  }
}

/** Whether the watch has ended. A function, because the state changes while the generator is suspended. */
function isEnded(state: State): boolean {
  return state.ended;
}

function* initialEvents(plan: Plan, entries: Iterable<readonly [string, ApiObject]>, revision: number): Generator<string> {
  let piece = '';
  for (const [, object] of entries) {
    if (!plan.selection.matches(object)) continue;
    piece += frame('ADDED', plan.shape.object(plan.call.definition, object));
    if (piece.length >= pieceLength) {
      yield piece;
      piece = '';
    }
  }
  if (plan.query.allowWatchBookmarks) piece += bookmarkFrame(plan, revision, true);
  if (piece !== '') yield piece;
}

function frame(type: string, object: JsonObject): string {
  return `{"type":"${type}","object":${JSON.stringify(object)}}\n`;
}

function errorFrame(status: Status | undefined): string {
  return `{"type":"ERROR","object":${JSON.stringify(status ?? {})}}\n`;
}

function bookmarkFrame(plan: Plan, revision: number, closesInitial: boolean): string {
  const metadata: JsonObject = {
    resourceVersion: String(revision),
    ...(closesInitial && { annotations: { [initialEventsEnd]: 'true' } }),
  };
  return frame('BOOKMARK', { ...plan.shape.objectType(plan.call.definition), metadata });
}

/** Returns the frame of a change. Objects that enter the selection are added, and objects that leave it are deleted. */
function frameOf(plan: Plan, event: StoreEvent): string {
  if (!event.key.startsWith(plan.prefix)) return '';
  const { selection, shape, call } = plan;
  const now = event.type !== 'DELETED' && selection.matches(event.object);
  const before = event.previous !== undefined && selection.matches(event.previous);
  if (now) return frame(before ? 'MODIFIED' : 'ADDED', shape.object(call.definition, event.object));
  if (!before) return '';
  return frame(
    'DELETED',
    shape.object(call.definition, event.type === 'DELETED' ? event.object : leaving(event.previous, event)),
  );
}

/** Returns an object that leaves the selection: its previous state, at the version at which it left. */
function leaving(previous: ApiObject, event: StoreEvent): ApiObject {
  return { ...previous, metadata: { ...previous.metadata, resourceVersion: String(event.revision) } };
}
