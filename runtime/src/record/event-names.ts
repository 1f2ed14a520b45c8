import { randomUUID } from 'node:crypto';
import type { Clock, Random } from '../util/index.js';

/** A function that returns the name of a new event about an object. */
export type EventNames = (object: string) => string;

/**
 * Creates names as client-go does: the name of the object, a dot, and the nanoseconds since the epoch in hexadecimal. The clock
 * has milliseconds, so the remaining digits are random. No two names of one function are equal.
 */
export function newEventNames(clock: Clock, random: Random): EventNames {
  let last = 0n;
  return (object) => {
    const now = BigInt(Math.floor(clock.now())) * 1_000_000n + BigInt(Math.floor(random() * 1_000_000));
    last = now > last ? now : last + 1n;
    const name = `${object}.${last.toString(16)}`;
    // The names of some objects are not valid names of events.
    return name.length <= 253 && subdomain.test(name) ? name : randomUUID();
  };
}

/**
 * The syntax of names.
 *
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names
 */
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
