/**
 * Where a client reports what it does; each hook may be absent. Called synchronously, so they should be quick; what they throw is
 * logged and otherwise ignored. Names are those of client-go's `tools/metrics`. `verb` and `method` are HTTP methods.
 */
export interface RESTMetrics {
  /** Milliseconds from sending an attempt until its head was there. `path` has neither host nor query. */
  requestLatency?(verb: string, path: string, latencyMs: number): void;
  /** Bytes of a request's body. */
  requestSize?(verb: string, host: string, bytes: number): void;
  /** Bytes of an answer's body, after decompression, when it was read to its end; not of watches and other open-ended answers. */
  responseSize?(verb: string, host: string, bytes: number): void;
  /** Milliseconds that an attempt was held back by `qps`. */
  rateLimiterLatency?(verb: string, path: string, latencyMs: number): void;
  /** One attempt ended. `code` is the HTTP status, or `<error>` where there was no answer. */
  requestResult?(code: string, method: string, host: string): void;
  /** One attempt after the first ended. */
  requestRetry?(code: string, method: string, host: string): void;
  /**
   * A credential plugin ended. `callStatus` is `no_error`, `plugin_execution_error`, `plugin_not_found_error` or
   * `client_internal_error`.
   */
  execPluginCalls?(exitCode: number, callStatus: string): void;
}
