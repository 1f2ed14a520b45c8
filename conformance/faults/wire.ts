import type { ServerResponse } from 'node:http';
import type { WireFault } from './fault.js';

const newline = 0x0a;
const bookmark = '{"type":"BOOKMARK"';

/** A response on its way to the client, into which faults are injected. */
export class Wire {
  private readonly response: ServerResponse;
  private fault: WireFault | undefined;
  private sinceFault = 0;
  private silent = false;
  private over = false;
  private atBorder = true;
  private readonly onHit: () => void;

  constructor(response: ServerResponse, onHit: () => void) {
    this.response = response;
    this.onHit = onHit;
  }

  /** Whether the client still receives bytes. */
  get open(): boolean {
    return !this.over && !this.silent && !this.response.destroyed;
  }

  meet(fault: WireFault): void {
    this.fault = fault;
    this.sinceFault = 0;
    if ((fault.type === 'cut' || fault.type === 'silence') && fault.afterBytes === 0) this.strike(fault);
    else if (this.atBorder) this.atFrameBorder();
  }

  /** Sends a chunk of the body. Resolves when the next one may follow. */
  async write(chunk: Buffer): Promise<void> {
    if (!this.open) return;
    const { fault } = this;
    if (fault === undefined) {
      await this.send(chunk);
      return;
    }
    if (fault.type === 'drip') {
      await this.drip(chunk, fault);
      return;
    }
    if (fault.type === 'cut' || fault.type === 'silence') {
      const portion = chunk.subarray(0, fault.afterBytes - this.sinceFault);
      this.sinceFault += portion.length;
      if (portion.length > 0) await this.send(portion);
      if (this.sinceFault >= fault.afterBytes) this.strike(fault);
      return;
    }
    if (fault.type === 'swallow') {
      await this.swallow(chunk);
      return;
    }
    // Insert these between two events, after the last complete line.
    const border = chunk.lastIndexOf(newline) + 1;
    await this.send(chunk.subarray(0, border === 0 ? chunk.length : border));
    if (border === 0) return;
    this.atFrameBorder();
    await this.send(chunk.subarray(border));
  }

  end(): void {
    if (this.silent || this.over) return;
    this.over = true;
    this.response.end();
  }

  /** Breaks the client's connection, because the server's broke. */
  break(): void {
    this.over = true;
    this.response.destroy();
  }

  private async drip(chunk: Buffer, { bytes, portion }: WireFault & { type: 'drip' }): Promise<void> {
    this.onHit();
    let at = 0;
    for (; at < chunk.length && this.sinceFault < bytes && this.open; at += portion) {
      this.sinceFault += portion;
      await this.send(chunk.subarray(at, at + portion));
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (this.sinceFault >= bytes) this.fault = undefined;
    if (at < chunk.length) await this.send(chunk.subarray(at));
  }

  /** Drops the next event that begins in or after this chunk; a bookmark does not count. */
  private async swallow(chunk: Buffer): Promise<void> {
    const begin = this.atBorder ? 0 : chunk.indexOf(newline) + 1;
    if (!this.atBorder && begin === 0) {
      await this.send(chunk);
      return;
    }
    if (begin > 0) await this.send(chunk.subarray(0, begin));
    const end = chunk.indexOf(newline, begin) + 1;
    if (chunk.toString('latin1', begin, begin + bookmark.length) === bookmark) {
      await this.send(chunk.subarray(begin));
      return;
    }
    // The line continues in the next chunk, whose rest also begins at the start of a line.
    if (end === 0) return;
    this.fault = undefined;
    this.onHit();
    await this.send(chunk.subarray(end));
  }

  private atFrameBorder(): void {
    const { fault } = this;
    switch (fault?.type) {
      case 'end':
        this.onHit();
        this.end();
        break;
      case 'garble':
        this.fault = undefined;
        this.onHit();
        this.response.write('{"type":"ADDED","object":{"kind":\n');
        break;
      case 'errorEvent':
        this.onHit();
        this.response.write(`${JSON.stringify({ type: 'ERROR', object: fault.status })}\n`);
        this.end();
        break;
      default:
    }
  }

  private strike({ type }: WireFault & { type: 'cut' | 'silence' }): void {
    this.onHit();
    if (type === 'silence') this.silent = true;
    else this.break();
  }

  private send(bytes: Buffer): Promise<void> | undefined {
    if (bytes.length === 0 || !this.open) return undefined;
    this.atBorder = bytes.at(-1) === newline;
    if (this.response.write(bytes)) return undefined;
    return new Promise((resolve) => {
      const go = (): void => {
        this.response.off('drain', go).off('close', go);
        resolve();
      };
      this.response.on('drain', go).on('close', go);
    });
  }
}
