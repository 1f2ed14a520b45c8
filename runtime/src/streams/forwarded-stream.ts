import { Duplex } from 'node:stream';
import type { WebSocketConnection } from '../rest/index.js';
import { cancelStatus, dataFrame, pingFrame, resetFrame, SpdyDecoder, StreamOpener, type SpdyFrame } from './spdy.js';

/** The IDs of the two streams of a forwarded connection. */
const errorStream = 1;
const dataStream = 3;

/**
 * A connection to a port of a pod. Each has a WebSocket of its own, so that a slow one holds no other back, and a broken one breaks no
 * other.
 *
 * Source: the protocol `portforward.k8s.io` of `k8s.io/streaming`, in SPDY/3.1 that is tunnelled in WebSocket messages.
 */
export class ForwardedStream extends Duplex {
  private readonly connection: WebSocketConnection;
  private readonly decoder = new SpdyDecoder();
  private readonly port: number;
  private wake: (() => void) | undefined;
  private readonly opened: Promise<void>;
  private errorsEnded = false;
  private received = 0;
  private ended = false;

  constructor(connection: WebSocketConnection, port: number) {
    super({ allowHalfOpen: true });
    this.connection = connection;
    this.port = port;
    this.opened = this.open();
    this.opened.then(() => this.receive()).catch((error: unknown) => this.destroy(asError(error)));
  }

  override _read(): void {
    this.wake?.();
    this.wake = undefined;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.send(dataFrame(dataStream, chunk, false), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.send(dataFrame(dataStream, new Uint8Array(), true), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.wake?.();
    const complete = this.ended && this.writableFinished;
    const reset = complete ? Promise.resolve() : this.connection.send(resetFrame(dataStream, cancelStatus));
    // The connection may be gone already. Its end is what counts.
    reset.catch(() => {}).finally(() => this.connection.close());
    void this.connection.closed.then(() => done(error));
  }

  private async open(): Promise<void> {
    const opener = new StreamOpener();
    const headers = { port: String(this.port), requestid: '0' };
    await this.connection.send(opener.open(errorStream, { ...headers, streamtype: 'error' }, true));
    await this.connection.send(opener.open(dataStream, { ...headers, streamtype: 'data' }, false));
  }

  private async receive(): Promise<void> {
    for await (const message of this.connection.messages) {
      for (const frame of this.decoder.decode(message)) await this.takeFrame(frame);
    }
    if (!this.ended) throw new Error(`the connection to port ${this.port} ended before its data did`);
  }

  private async takeFrame(frame: SpdyFrame): Promise<void> {
    switch (frame.type) {
      case 'ping':
        return this.connection.send(pingFrame(frame.id));
      case 'data':
        if (frame.streamID === errorStream) this.takeError(frame.data, frame.last);
        else if (frame.streamID === dataStream) await this.takeData(frame.data, frame.last);
        return;
      case 'reset':
        if (frame.streamID === dataStream) throw new Error(`the server reset the connection to port ${this.port}`);
        return;
      case 'synReply':
      case 'goAway':
        return;
    }
  }

  private async takeData(data: Uint8Array, last: boolean): Promise<void> {
    this.received += data.length;
    if (data.length > 0 && !this.push(data)) await new Promise<void>((resolve) => (this.wake = resolve));
    if (!last) return;
    this.ended = true;
    // A connection that the pod refuses ends without data, before the error arrives.
    if (this.received > 0 || this.errorsEnded) this.push(null);
  }

  private takeError(data: Uint8Array, last: boolean): void {
    // Servers write the message in one piece, and may not close the stream after that.
    if (data.length > 0) throw new Error(`cannot forward port ${this.port}: ${Buffer.from(data).toString('utf8')}`);
    if (!last) return;
    this.errorsEnded = true;
    if (this.ended && this.received === 0) this.push(null);
  }

  private send(message: Uint8Array, done: (error?: Error | null) => void): void {
    const sent = this.opened.then(() => this.connection.send(message));
    sent.then(
      () => done(),
      (error: unknown) => done(asError(error)),
    );
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('the connection failed', { cause: error });
}
