import type { Status } from 'kube-client-runtime/meta';

/** A fault that a request meets. */
export type Fault =
  /** The connection is closed without an answer. */
  | { readonly type: 'refuse' }
  /** The answer comes later. */
  | { readonly type: 'delay'; readonly ms: number }
  /** The connection is cut after so many bytes of the body. */
  | { readonly type: 'cut'; readonly afterBytes: number }
  /** The answer stops after so many bytes of the body, and the connection stays open and silent. Without a number, nothing is sent at all. */
  | { readonly type: 'hold'; readonly afterBytes?: number }
  /** The body comes in small portions. */
  | { readonly type: 'drip'; readonly bytes: number; readonly intervalMs: number }
  /** The request is answered with this status, and does nothing. */
  | { readonly type: 'status'; readonly status: Status }
  /** A watch begins with this `ERROR` event, and ends. */
  | { readonly type: 'watchError'; readonly status: Status };

/** The requests that a fault applies to. Absent fields match every request. */
export interface FaultMatch {
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`, or `*`. */
  readonly verb?: string;
  /** The plural, `plural/subresource`, or `*`. */
  readonly resource?: string;
  /** The namespace of the request. */
  readonly namespace?: string;
  /** The name of the object. */
  readonly name?: string;
  /** The complete path, or an expression that matches it. */
  readonly path?: string | RegExp;
  /**
   * The number of matching requests that pass before the fault begins.
   *
   * Default: 0
   */
  readonly skip?: number;
  /**
   * The number of requests that meet the fault. `Infinity` for all.
   *
   * Default: 1
   */
  readonly times?: number;
}

/** A fault that was added. */
export interface FaultHandle {
  /** The number of requests that have met the fault. */
  readonly hits: number;
  /** Ends the fault. Requests that have already met it are not affected. */
  remove(): void;
}

/** The parts of a request that are known before it is handled. */
export interface FaultSubject {
  /** The verb. Empty for paths that belong to no resource. */
  readonly verb: string;
  /** The plural. */
  readonly resource: string;
  /** The subresource, or the empty string. */
  readonly subresource: string;
  /** The namespace, or the empty string. */
  readonly namespace: string;
  /** The name, or the empty string. */
  readonly name: string;
  /** The complete path. */
  readonly path: string;
}

/** Whether a match applies to a request. Ignores its counts. */
export function matches(match: FaultMatch, subject: FaultSubject): boolean {
  const resource = subject.subresource === '' ? subject.resource : `${subject.resource}/${subject.subresource}`;
  const path = match.path;
  return (
    (match.verb === undefined || match.verb === '*' || match.verb === subject.verb) &&
    (match.resource === undefined || match.resource === '*' || match.resource === resource) &&
    (match.namespace === undefined || match.namespace === subject.namespace) &&
    (match.name === undefined || match.name === subject.name) &&
    (path === undefined || (typeof path === 'string' ? path === subject.path : path.test(subject.path)))
  );
}
