import type { Status } from 'kube-client-runtime/meta';

/** What goes wrong with a request. */
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

/** Which requests a fault is for. What is absent does not matter. */
export interface FaultMatch {
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; or `*`. */
  readonly verb?: string;
  /** The plural, or `plural/subresource`; or `*`. */
  readonly resource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** The whole path, or an expression that matches it. */
  readonly path?: string | RegExp;
  /** How many matching requests pass before it begins. Default: 0. */
  readonly skip?: number;
  /** How many requests it then meets. Default: 1; `Infinity` for all. */
  readonly times?: number;
}

/** A fault that was asked for. */
export interface FaultHandle {
  /** How many requests it has met. */
  readonly hits: number;
  /** Ends it. Requests that it has met already stay as they are. */
  remove(): void;
}

/** What is known of a request before it is handled. */
export interface FaultSubject {
  readonly verb: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
}

/** Whether a match is for a request, apart from its counts. */
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
