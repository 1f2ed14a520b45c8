import { randomUUID } from 'node:crypto';
import type { Clock, Random } from '../util/index.js';

/** Gives the name of a new event about an object of this name. */
export type EventNames = (object: string) => string;

/**
 * Names as client-go's: that of the object, a dot, and the nanoseconds since the epoch in hexadecimal. The clock has milliseconds,
 * so the rest is random, and no two names of one maker are the same.
 */
export function newEventNames(clock: Clock, random: Random): EventNames {
  let last = 0n;
  return (object) => {
    const now = BigInt(Math.floor(clock.now())) * 1_000_000n + BigInt(Math.floor(random() * 1_000_000));
    last = now > last ? now : last + 1n;
    const name = `${object}.${last.toString(16)}`;
    // Some objects have names that no event may have.
    return name.length <= 253 && subdomain.test(name) ? name : randomUUID();
  };
}

/** Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names */
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
