/**
 * An open WebSocket (RFC 6455) whose messages are binary. The connection is checked with pings while it is idle.
 */
export interface WebSocketConnection {
  /** The subprotocol that the server selected, or an empty string. */
  readonly protocol: string;
  /**
   * The messages from the server, in order. Can be iterated once. While nobody reads, no further bytes are taken from the connection, so
   * a slow reader slows the server down.
   *
   * Ends when the server closes the connection. Throws if the connection breaks, and the signal's reason if the signal fires.
   */
  readonly messages: AsyncIterable<Uint8Array>;
  /** Settles when the connection is closed, by whichever side. Never rejects. */
  readonly closed: Promise<void>;
  /**
   * Sends one message. Resolves when its bytes are handed to the operating system.
   *
   * Rejects if the connection is closed or breaks.
   */
  send(message: Uint8Array): Promise<void>;
  /** Starts the closing handshake. The connection is cut if the server does not answer within one second. */
  close(): void;
}
