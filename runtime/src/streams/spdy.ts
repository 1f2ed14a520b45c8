/**
 * The part of SPDY/3.1 that port-forwarding needs: the frames that a client sends, and a decoder of the frames that a server sends.
 *
 * Kubernetes servers ignore SPDY's flow control. A receiver that does not read holds the connection back instead.
 *
 * Source: the SPDY protocol, draft 3.1, sections 2.2 and 2.6.
 */

/** A frame from a server. Frames that a client may ignore are left out. */
export type SpdyFrame =
  | { readonly type: 'data'; readonly streamID: number; readonly data: Uint8Array; readonly last: boolean }
  | { readonly type: 'synReply'; readonly streamID: number }
  | { readonly type: 'reset'; readonly streamID: number; readonly status: number }
  | { readonly type: 'ping'; readonly id: number }
  | { readonly type: 'goAway' };

/** The reason of a reset that the client itself wants. */
export const cancelStatus = 5;

const version = 3;
const controlBit = 0x80;
const controlTypes = { synStream: 1, synReply: 2, reset: 3, ping: 6, goAway: 7 } as const;
const lastFlag = 0x01;

/** Returns the frame that carries data of a stream. `last` closes the stream for writing (half-close). Copies the data. */
export function dataFrame(streamID: number, data: Uint8Array, last: boolean): Uint8Array {
  const frame = new Uint8Array(8 + data.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, streamID);
  view.setUint32(4, data.length);
  frame[4] = last ? lastFlag : 0;
  frame.set(data, 8);
  return frame;
}

/** Returns the frame that ends a stream in both directions. */
export function resetFrame(streamID: number, status: number): Uint8Array {
  return controlFrame(controlTypes.reset, 0, uint32(streamID, status));
}

/** Returns the frame that asks for, or answers, a ping. */
export function pingFrame(id: number): Uint8Array {
  return controlFrame(controlTypes.ping, 0, uint32(id));
}

/** Builds the frames that open streams. The headers of a connection are one compressed stream, so there is one opener a connection. */
export class StreamOpener {
  private first = true;

  /** Returns the frame that opens a stream. `last` closes it for writing at once. IDs of clients are odd and ascend. */
  open(streamID: number, headers: Readonly<Record<string, string>>, last: boolean): Uint8Array {
    const block = storedBlock(headerBlock(headers), this.first);
    this.first = false;
    // The associated stream, the priority and the slot are all 0.
    const payload = Buffer.concat([uint32(streamID, 0), Buffer.of(0, 0), block]);
    return controlFrame(controlTypes.synStream, last ? lastFlag : 0, payload);
  }
}

/** Decodes frames from the bytes of a connection, however they are cut. */
export class SpdyDecoder {
  private pending = Buffer.alloc(0);

  /**
   * Returns the frames that are complete with these bytes. Data is not copied: it shares memory with the argument.
   *
   * Throws an `Error` if the bytes are not SPDY/3.1.
   */
  decode(bytes: Uint8Array): SpdyFrame[] {
    const input =
      this.pending.length === 0
        ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
        : Buffer.concat([this.pending, bytes]);
    const frames: SpdyFrame[] = [];
    let at = 0;
    while (input.length - at >= 8) {
      const end = at + 8 + input.readUIntBE(at + 5, 3);
      if (end > input.length) break;
      const frame = decodeFrame(input, at, end);
      if (frame !== undefined) frames.push(frame);
      at = end;
    }
    this.pending = Buffer.from(input.subarray(at));
    return frames;
  }
}

function decodeFrame(input: Buffer, at: number, end: number): SpdyFrame | undefined {
  const last = (input.readUInt8(at + 4) & lastFlag) !== 0;
  const payload = input.subarray(at + 8, end);
  if ((input.readUInt8(at) & controlBit) === 0) return { type: 'data', streamID: input.readUInt32BE(at), data: payload, last };
  const found = input.readUInt16BE(at) & 0x7fff;
  if (found !== version) throw new Error(`the server speaks version ${found} of SPDY, not ${version}`);
  switch (input.readUInt16BE(at + 2)) {
    case controlTypes.synReply:
      return { type: 'synReply', streamID: field(payload, 0) };
    case controlTypes.reset:
      return { type: 'reset', streamID: field(payload, 0), status: field(payload, 1) };
    case controlTypes.ping:
      return { type: 'ping', id: field(payload, 0) };
    case controlTypes.goAway:
      return { type: 'goAway' };
    default:
      return undefined;
  }
}

/** Returns the 32-bit field at an index of a payload. */
function field(payload: Buffer, index: number): number {
  if (payload.length < (index + 1) * 4) throw new Error('the server sent a SPDY frame that is too short');
  return payload.readUInt32BE(index * 4);
}

function controlFrame(type: number, flags: number, payload: Uint8Array): Uint8Array {
  const head = Buffer.alloc(8);
  head.writeUInt16BE((controlBit << 8) | version, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt32BE(payload.length, 4);
  head.writeUInt8(flags, 4);
  return Buffer.concat([head, payload]);
}

/** Returns names, which must be in lower case, and values, each after its length. */
function headerBlock(headers: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(headers);
  const texts = entries.flat().flatMap((text) => [uint32(Buffer.byteLength(text)), Buffer.from(text)]);
  return Buffer.concat([uint32(entries.length), ...texts]);
}

/**
 * Returns a header block in zlib's format (RFC 1950). It consists of a stored block (RFC 1951, section 3.2.4), and an empty block
 * that marks the end.
 *
 * Headers of port-forwarding are too short for a useful compression, and a stored block needs no shared dictionary.
 */
function storedBlock(block: Buffer, first: boolean): Buffer {
  const head = (length: number): Buffer => {
    const bytes = Buffer.alloc(5);
    bytes.writeUInt16LE(length, 1);
    bytes.writeUInt16LE(~length & 0xffff, 3);
    return bytes;
  };
  return Buffer.concat([...(first ? [Buffer.of(0x78, 0x01)] : []), head(block.length), block, head(0)]);
}

function uint32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}
