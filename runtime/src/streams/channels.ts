/**
 * The subprotocols of remote commands, in order of preference. Version 5 adds the half-close of a channel.
 *
 * Source: `k8s.io/apimachinery/pkg/util/remotecommand`.
 */
export const remoteCommandProtocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const;

/** The first byte of each message: the channel that the rest of the message belongs to. */
export const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

/** The size of a terminal, in characters. */
export interface TerminalSize {
  /** The number of columns. */
  readonly width: number;
  /** The number of rows. */
  readonly height: number;
}

/** Returns a message for a channel. Copies the data. */
export function channelMessage(channel: number, data: Uint8Array): Uint8Array {
  const message = new Uint8Array(data.length + 1);
  message[0] = channel;
  message.set(data, 1);
  return message;
}

/** Returns the message that closes a channel for writing (half-close), or undefined if the protocol has no such message. */
export function closeMessage(protocol: string, channel: number): Uint8Array | undefined {
  return protocol === 'v5.channel.k8s.io' ? Uint8Array.of(channels.close, channel) : undefined;
}

/** Returns the message that reports the size of the terminal. */
export function resizeMessage({ width, height }: TerminalSize): Uint8Array {
  return channelMessage(channels.resize, Buffer.from(JSON.stringify({ Width: width, Height: height })));
}
