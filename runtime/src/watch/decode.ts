import { unexpectedAnswer } from '../errors/connection-error.js';
import { ConnectionError } from '../errors/index.js';
import { isStatus } from '../errors/unexpected-object.js';
import type { Status, WatchEvent } from '../meta/index.js';
import { goQuote, isPlainObject } from '../util/index.js';
import { defaultMaxBytes, parseBytes, type ParseBytes, tooLarge } from '../wire/bytes.js';
import { newFrameSplitter, type OnFrame } from '../wire/frames.js';
import { newParserWithoutManagedFields } from '../wire/managed-fields.js';

/** The options of `decodeWatchEvents`. */
export interface DecodeOptions {
  /**
   * The largest event. A larger one causes a `ConnectionError`, and so does the same number of blank bytes between two events.
   *
   * Default: 268_435_456
   * Unit: bytes
   */
  readonly maxObjectBytes?: number | undefined;
  /**
   * Whether to leave `metadata.managedFields` out of the objects. This takes a third of the time of parsing them.
   *
   * Default: false
   */
  readonly stripManagedFields?: boolean | undefined;
  /**
   * Returns whether to yield an event that is not an `ERROR`. Called in the order of the events. A `ConnectionError` that it
   * throws ends the watch after the events before.
   *
   * Default: all events are yielded
   */
  readonly accept?: ((event: AcceptedEvent) => boolean) | undefined;
}

/** An event whose object is not checked. */
export interface AcceptedEvent {
  /** The type of the event. */
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  /** The object of the event. */
  readonly object: Record<string, unknown>;
}

/**
 * Yields the events in the body of a watch, in the batches in which they arrived. No batch is empty. Ends after an `ERROR` event.
 * `T` is the type that the caller expects; the objects are not checked against it.
 *
 * Throws a `ConnectionError` for a frame that is not an event, or that the end of the body cuts off. The events before it are
 * yielded first.
 */
export async function* decodeWatchEvents<T>(
  body: AsyncIterable<Uint8Array>,
  options: DecodeOptions = {},
): AsyncGenerator<readonly WatchEvent<T>[], void, undefined> {
  const splitter = newFrameSplitter(options.maxObjectBytes);
  const batch = new Batch<T>(options);
  for await (const chunk of body) {
    splitter.push(chunk, batch.take);
    const { events, fault } = batch.next();
    if (events.length > 0) yield events;
    if (fault !== undefined) throw fault;
    if (events.at(-1)?.type === 'ERROR') return;
  }
  splitter.end(batch.take);
  const { events, fault } = batch.next();
  if (fault !== undefined) throw new ConnectionError('the watch ended in the middle of an event');
  if (events.length > 0) yield events;
}

/** Whether an event is the bookmark that ends the initial events. */
export function isInitialEventsEnd({ type, object }: AcceptedEvent): boolean {
  const { metadata } = object;
  const annotations = type === 'BOOKMARK' && isPlainObject(metadata) ? metadata['annotations'] : undefined;
  return isPlainObject(annotations) && annotations['k8s.io/initial-events-end'] === 'true';
}

/** The events up to the first `ERROR`, or up to the first frame that is not an event. */
class Batch<T> {
  private events: WatchEvent<T>[] = [];
  private fault: ConnectionError | undefined;
  private over = false;
  private readonly parse: ParseBytes;
  private readonly accept: DecodeOptions['accept'];

  /** The number of bytes of blank lines since the last event. */
  private blank = 0;
  private readonly maxObjectBytes: number;

  constructor({ stripManagedFields = false, accept, maxObjectBytes = defaultMaxBytes }: DecodeOptions) {
    this.maxObjectBytes = maxObjectBytes;
    this.accept = accept;
    this.parse = stripManagedFields ? newParserWithoutManagedFields('event') : parseBytes;
  }

  readonly take: OnFrame = (bytes, start, end) => {
    if (this.over) return;
    if (isBlank(bytes, start, end)) {
      this.blank += end - start + 1;
      if (this.blank > this.maxObjectBytes)
        throw tooLarge('the watch sent blank lines of', this.maxObjectBytes, 'maxObjectBytes');
      return;
    }
    this.blank = 0;
    const event = decodeFrame<T>(bytes, start, end, this.parse, this.accept);
    if (event === undefined) return;
    if (event instanceof ConnectionError) this.fault = event;
    else this.events.push(event);
    this.over = this.fault !== undefined || this.events.at(-1)?.type === 'ERROR';
  };

  /** Returns the events since the last call. */
  next(): { events: WatchEvent<T>[]; fault: ConnectionError | undefined } {
    const { events, fault } = this;
    this.events = [];
    return { events, fault };
  }
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  const first = bytes[start];
  return first !== undefined && first > 0x20 ? false : bytes.toString('utf8', start, end).trim() === '';
}

/** Returns the event of a frame, or undefined if it is not accepted. */
function decodeFrame<T>(
  bytes: Buffer,
  start: number,
  end: number,
  parse: ParseBytes,
  accept: DecodeOptions['accept'],
): WatchEvent<T> | ConnectionError | undefined {
  let value: unknown;
  try {
    value = parse(bytes, start, end);
  } catch {
    // The message of the parser quotes the frame, which may contain a secret.
    return unexpected(`a frame of ${end - start} bytes that is not JSON`);
  }
  if (!isPlainObject(value)) return unexpected('a frame that is not an event');
  const { type, object } = value;
  if (!isPlainObject(object)) return unexpected('a frame that is not an event');
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
    case 'BOOKMARK':
      try {
        if (accept && !accept({ type, object })) return undefined;
      } catch (error) {
        if (error instanceof ConnectionError) return error;
        throw error;
      }
      // The trust boundary: the objects have the type that the caller expects.
      return value as unknown as WatchEvent<T>;
    case 'ERROR':
      return { type: 'ERROR', status: statusFrom(object) };
    default:
      return unexpected(`an event of the unknown type ${goQuote(String(type).slice(0, 50))}`);
  }
}

function unexpected(what: string): ConnectionError {
  return new ConnectionError(`the watch sent ${what}`, { code: unexpectedAnswer });
}

/**
 * Returns the status of an `ERROR` event. A status without a kind, which old servers send, is completed. Anything else becomes an
 * internal error.
 */
function statusFrom(object: Readonly<Record<string, unknown>>): Status {
  const completed = { apiVersion: 'v1', kind: 'Status', ...object };
  if (isStatus(completed)) return completed;
  const message = 'the watch sent an error that is not a Status';
  return { apiVersion: 'v1', kind: 'Status', status: 'Failure', code: 500, reason: 'InternalError', message };
}
