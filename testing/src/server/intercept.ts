import type { FaultSubject } from '../faults/fault.js';
import type { JsonObject } from '../json/json.js';

/** A request, as reactors see it. */
export interface Action extends FaultSubject {
  /** The API group. */
  readonly group: string;
  /** The version. */
  readonly version: string;
  /** The query parameters. */
  readonly query: URLSearchParams;
  /** The parsed body. Undefined if there is no body, or if it is not a JSON object. */
  readonly object: JsonObject | undefined;
}

/** A response of a reactor, which replaces the server's. */
export interface Reaction {
  /**
   * The HTTP status code.
   *
   * Default: 200
   */
  readonly status?: number;
  /** The body. */
  readonly object: object;
}

/**
 * A function that answers in place of the server. It returns undefined to let the server answer. The status of a StatusError that
 * it throws is sent.
 */
export type Reactor = (action: Action) => Reaction | undefined | Promise<Reaction | undefined>;

interface Interceptor {
  readonly verb: string;
  readonly resource: string;
  readonly reactor: Reactor;
}

/** The reactors of a server. */
export interface Interceptors {
  /** Adds a reactor. The newest is asked first. Returns a function that removes it. */
  add(verb: string, resource: string, reactor: Reactor): () => void;
  /** Returns the first reaction of the matching reactors. */
  react(action: () => Action): Promise<Reaction | undefined>;
}

/** Creates a set without reactors. */
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
