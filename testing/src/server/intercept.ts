import type { JsonObject } from '../json/json.js';
import type { FaultSubject } from '../faults/fault.js';

/** A request as a reactor sees it. */
export interface Action extends FaultSubject {
  readonly group: string;
  readonly version: string;
  readonly query: URLSearchParams;
  /** The parsed body. Undefined where there is none, or none that is a JSON object. */
  readonly object: JsonObject | undefined;
}

/** What a reactor answers with, in place of the server. */
export interface Reaction {
  /** Default: 200. */
  readonly status?: number;
  readonly object: object;
}

/** Answers for the server, or returns undefined to let it answer. A `StatusError` that it throws is sent as its status. */
export type Reactor = (action: Action) => Reaction | undefined | Promise<Reaction | undefined>;

interface Interceptor {
  readonly verb: string;
  readonly resource: string;
  readonly reactor: Reactor;
}

export interface Interceptors {
  /** The newest is asked first. Returns what removes it. */
  add(verb: string, resource: string, reactor: Reactor): () => void;
  /** The first reaction of those that match. */
  react(action: () => Action): Promise<Reaction | undefined>;
}

export function newInterceptors(): Interceptors {
  let all: readonly Interceptor[] = [];
  return {
    add(verb, resource, reactor) {
      const entry = { verb, resource, reactor };
      all = [entry, ...all];
      return () => {
        all = all.filter((other) => other !== entry);
      };
    },
    async react(action) {
      if (all.length === 0) return undefined;
      const seen = action();
      const resource = seen.subresource === '' ? seen.resource : `${seen.resource}/${seen.subresource}`;
      for (const { verb, resource: wanted, reactor } of all) {
        if ((verb !== '*' && verb !== seen.verb) || (wanted !== '*' && wanted !== resource)) continue;
        const reaction = await reactor(seen);
        if (reaction !== undefined) return reaction;
      }
      return undefined;
    },
  };
}
