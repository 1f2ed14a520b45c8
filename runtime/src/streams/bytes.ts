import type { Writable } from 'node:stream';

/**
 * Bytes to send: a string (UTF-8), bytes, or a stream of these. Node's `Readable` and the web's `ReadableStream` are such streams. A stream
 * is read only as fast as the receiver takes its bytes.
 */
export type ByteSource = string | Uint8Array | AsyncIterable<string | Uint8Array>;

/**
 * A receiver of bytes: Node's `Writable`, the web's `WritableStream`, or a function. The next bytes are read when it has taken the last
 * ones. It is not ended.
 */
export type ByteSink = Writable | WritableStream<Uint8Array> | ((bytes: Uint8Array) => void | Promise<void>);

/** A sink in its smallest form. */
export interface ByteWriter {
  /** Resolves when the sink can take more. Rejects with the sink's error. */
  write(bytes: Uint8Array): Promise<void> | void;
  /** Resolves when the sink has taken everything. */
  flush(): Promise<void> | void;
  /** Lets go of the sink. It can be used by others then. */
  release(): void;
}

/** Returns a writer to a sink. */
export function writerTo(sink: ByteSink): ByteWriter {
  if (typeof sink === 'function') return { write: (bytes) => sink(bytes), flush: () => {}, release: () => {} };
  if ('getWriter' in sink) {
    const writer = sink.getWriter();
    return {
      write: (bytes) => writer.write(bytes),
      flush: () => writer.ready,
      release: () => writer.releaseLock(),
    };
  }
  return {
    write: (bytes) => (sink.write(bytes) ? undefined : drained(sink)),
    flush: () =>
      new Promise((resolve, reject) => {
        sink.write(new Uint8Array(), (error) => (error ? reject(error) : resolve()));
      }),
    release: () => {},
  };
}

/** Waits until a stream takes more. Rejects if it fails or closes before. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void) => (): void => {
      stream.off('drain', onDrain).off('error', onError).off('close', onClose);
      settle();
    };
    const onDrain = done(resolve);
    const onClose = done(() => reject(new Error('the stream was closed while more was to be written')));
    const onError = (error: Error): void => done(() => reject(error))();
    stream.on('drain', onDrain).on('error', onError).on('close', onClose);
  });
}

/** Collects a stream of bytes as text, up to a limit. */
export class TextCollector implements ByteWriter {
  private readonly name: string;
  private readonly maxBytes: number;
  private readonly chunks: Uint8Array[] = [];
  private bytes = 0;

  constructor(name: string, maxBytes: number) {
    this.name = name;
    this.maxBytes = maxBytes;
  }

  /** Throws a `RangeError` when there are more bytes than the limit. */
  write(bytes: Uint8Array): void {
    this.bytes += bytes.length;
    if (this.bytes > this.maxBytes) {
      throw new RangeError(
        `${this.name} has more than ${this.maxBytes} bytes: raise maxOutputBytes, or pass a stream as ${this.name}`,
      );
    }
    this.chunks.push(bytes);
  }

  flush(): void {}

  release(): void {}

  /** Returns the collected text. Invalid UTF-8 becomes U+FFFD. */
  text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }
}

/** Bytes in one message. Servers copy in pieces of this size as well. */
const pieceBytes = 32 * 1024;

/** Yields the bytes of a source in pieces of at most 32 KiB. Empty pieces are left out. */
export async function* piecesOf(source: ByteSource): AsyncGenerator<Uint8Array> {
  const whole = typeof source === 'string' || source instanceof Uint8Array;
  for await (const chunk of whole ? [source] : source) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
  }
}
