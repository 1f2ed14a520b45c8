import { ConnectionError, isStatus } from '../errors/index.js';
import type { Status, WatchEvent } from '../meta/index.js';
import { goQuote, isPlainObject } from '../util/index.js';
import { newFrameSplitter, type OnFrame } from '../wire/frames.js';
import { newParserWithoutManagedFields } from '../wire/managed-fields.js';
import { parseBytes, type ParseBytes } from '../wire/text.js';

export interface DecodeOptions {
  /** Leaves `metadata.managedFields` out of the objects, at a third of the cost of parsing them. Default: false. */
  readonly stripManagedFields?: boolean | undefined;
}

/**
 * The events in the body of a watch, in the batches in which they arrived, none of them empty. Ends after an `ERROR` event. A
 * frame that is not an event throws a `ConnectionError`, and so does one that the end of the body cuts off; the events before it
 * have been yielded then. `T` is what the caller knows of the objects; nothing is checked against it.
 */
export async function* decodeWatchEvents<T>(
  body: AsyncIterable<Uint8Array>,
  { stripManagedFields = false }: DecodeOptions = {},
): AsyncGenerator<readonly WatchEvent<T>[], void, undefined> {
  const splitter = newFrameSplitter();
  const batch = new Batch<T>(stripManagedFields);
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

/** Events up to the first `ERROR`, or up to the first frame that is not one. */
class Batch<T> {
  private events: WatchEvent<T>[] = [];
  private fault: ConnectionError | undefined;
  private over = false;
  private readonly parse: ParseBytes;

  constructor(stripManagedFields: boolean) {
    this.parse = stripManagedFields ? newParserWithoutManagedFields('event') : parseBytes;
  }

  readonly take: OnFrame = (bytes, start, end) => {
    if (this.over || isBlank(bytes, start, end)) return;
    const event = decodeFrame<T>(bytes, start, end, this.parse);
    if (event instanceof ConnectionError) this.fault = event;
    else this.events.push(event);
    this.over = this.fault !== undefined || this.events.at(-1)?.type === 'ERROR';
  };

  /** What has been taken since it was last asked. */
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

function decodeFrame<T>(bytes: Buffer, start: number, end: number, parse: ParseBytes): WatchEvent<T> | ConnectionError {
  let value: unknown;
  try {
    value = parse(bytes, start, end);
  } catch {
    // The parser's message quotes the frame, which may be a secret.
    return new ConnectionError(`the watch sent a frame of ${end - start} bytes that is not JSON`);
  }
  if (!isPlainObject(value) || !isPlainObject(value['object']))
    return new ConnectionError('the watch sent a frame that is not an event');
  switch (value['type']) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
    case 'BOOKMARK':
      // The trust boundary: the objects are what the caller says they are.
      return value as unknown as WatchEvent<T>;
    case 'ERROR':
      return { type: 'ERROR', status: statusFrom(value['object']) };
    default:
      return new ConnectionError(`the watch sent an event of the unknown type ${goQuote(String(value['type']).slice(0, 50))}`);
  }
}

/** The status of an `ERROR` event. One without kind, as old servers send, is completed; anything else is an internal error. */
function statusFrom(object: Readonly<Record<string, unknown>>): Status {
  const completed = { apiVersion: 'v1', kind: 'Status', ...object };
  if (isStatus(completed)) return completed;
  const message = 'the watch sent an error that is not a Status';
  return { apiVersion: 'v1', kind: 'Status', status: 'Failure', code: 500, reason: 'InternalError', message };
}
