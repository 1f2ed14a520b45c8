import { deepCopyUntyped } from '../util/deep-copy.js';
import type { Mutable } from './immutable.js';

/** One's own copy of an object, to change and to send: it shares nothing with the original, which is mostly one from a cache. */
export function mutableCopy<T>(object: T): Mutable<T> {
  // What was readonly only in types is writable in a copy; the compiler cannot know that a copy is what it is.
  return deepCopyUntyped(object) as Mutable<T>;
}
