import type { KubeObject } from '../../meta/index.js';
import { dropManagedFields } from '../../wire/managed-fields.js';
import { deepFreeze } from '../store/freeze.js';
import { SharedStrings } from '../store/shared-strings.js';
import type { TransformFunc } from './informer.js';

export interface PrepareOptions {
  readonly stripManagedFields?: boolean | undefined;
  readonly freeze?: boolean | undefined;
}

/** What is done to every object between the server and the cache: strip, share strings, transform, freeze, in this order. */
export function newPrepare<T extends KubeObject>(
  transform: TransformFunc<T> | undefined,
  options: PrepareOptions,
): (obj: T) => T {
  const strip = options.stripManagedFields ?? false;
  const freeze = options.freeze ?? process.env['NODE_ENV'] === 'test';
  const strings = new SharedStrings();
  return (obj) => {
    if (strip) {
      // As a lister of the user's own may hand it out.
      if (Object.isFrozen(obj)) obj = { ...obj };
      dropManagedFields(obj);
    }
    strings.shareIn(obj);
    const transformed = transform ? transform(obj) : obj;
    return freeze ? deepFreeze(transformed) : transformed;
  };
}
