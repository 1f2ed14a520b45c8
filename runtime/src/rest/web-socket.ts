/** An open WebSocket (RFC 6455) with binary messages. Pings check the connection. */
export interface WebSocketConnection {
  /** The subprotocol that the server selected, or an empty string. */
  readonly protocol: string;
  /**
   * The messages from the server, in order. Can be iterated once. While nobody iterates, the client reads no more bytes, so a
   * slow reader slows the server down.
   *
   * Ends when the server closes the connection. Throws if the connection breaks, and the signal's reason if the signal fires.
   */
  readonly messages: AsyncIterable<Uint8Array>;
  /** Resolves when either side has closed the connection. Never rejects. */
  readonly closed: Promise<void>;
  /**
   * Sends one message. Resolves when its bytes are handed to the operating system.
   *
   * Rejects if the connection is closed or breaks.
   */
  send(message: Uint8Array): Promise<void>;
  /** Starts the closing handshake. If the server does not answer within one second, closes the connection without it. */
  close(): void;
}
