import { splitMetaNamespaceKey } from '../cache/index.js';

/** Which object is to be reconciled. It says nothing of what happened: that is seen in the state of the object, or in its absence. */
export interface Request {
  /** `''` for objects of the cluster. */
  readonly namespace: string;
  readonly name: string;
}

/** A request as queues hold it, `namespace/name` or `name`: equal requests are one there. */
export function requestKey({ namespace, name }: Request): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

/** The request that a key stands for. */
export function requestOfKey(key: string): Request {
  return splitMetaNamespaceKey(key);
}

/** Where event handlers put requests. */
export interface RequestQueue {
  /** Asks for a reconciliation; one that is asked for already is asked for once. */
  add(request: Request): void;
  addAfter(request: Request, delayMs: number): void;
  /** Asks for it after the delay that the controller's rate limiter gives. */
  addRateLimited(request: Request): void;
}
