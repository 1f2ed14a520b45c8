/**
 * Hooks for measurements of a client. All hooks are optional. Their names are those of client-go's `tools/metrics`.
 *
 * The client calls the hooks synchronously, so they should be fast. It logs their errors. `verb` and `method` are HTTP methods.
 */
export interface RESTMetrics {
  /**
   * Receives the time from sending an attempt to the head of its response. `path` has neither host nor query.
   * Unit: milliseconds
   */
  requestLatency?(verb: string, path: string, latencyMs: number): void;
  /**
   * Receives the size of a request's body.
   * Unit: bytes
   */
  requestSize?(verb: string, host: string, bytes: number): void;
  /**
   * Receives the size of a response's body that was read to its end, after decompression. Not called for watches and other
   * streams.
   * Unit: bytes
   */
  responseSize?(verb: string, host: string, bytes: number): void;
  /**
   * Receives the time for which `qps` delayed an attempt.
   * Unit: milliseconds
   */
  rateLimiterLatency?(verb: string, path: string, latencyMs: number): void;
  /** Receives the end of an attempt. `code` is the HTTP status, or `<error>` without a response. */
  requestResult?(code: string, method: string, host: string): void;
  /** Receives the end of each attempt after the first. */
  requestRetry?(code: string, method: string, host: string): void;
  /**
   * Receives the end of a credential plugin. `callStatus` is `no_error`, `plugin_execution_error`, `plugin_not_found_error` or
   * `client_internal_error`.
   */
  execPluginCalls?(exitCode: number, callStatus: string): void;
}
