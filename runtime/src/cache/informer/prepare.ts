import type { KubeObject } from '../../meta/index.js';
import { dropManagedFields } from '../../wire/managed-fields.js';
import { deepFreeze } from '../store/freeze.js';
import { SharedStrings } from '../store/shared-strings.js';
import type { TransformFunc } from './informer.js';

/** The options of an informer that concern the content of objects. */
export interface PrepareOptions {
  /**
   * Removes `metadata.managedFields`.
   *
   * Default: false
   */
  readonly stripManagedFields?: boolean | undefined;
  /**
   * Freezes objects.
   *
   * Default: true if `NODE_ENV` is `test`, otherwise false
   */
  readonly freeze?: boolean | undefined;
}

/**
 * Returns the function that turns an object from the server into the object to store. It strips managed fields, shares strings,
 * transforms and freezes, in this order.
 */
export function newPrepare<T extends KubeObject>(
  transform: TransformFunc<T> | undefined,
  options: PrepareOptions,
): (obj: T) => T {
  const strip = options.stripManagedFields ?? false;
  const freeze = options.freeze ?? process.env['NODE_ENV'] === 'test';
  const strings = new SharedStrings();
  return (obj) => {
    if (strip) {
      // A custom lister-watcher can return frozen objects.
      if (Object.isFrozen(obj)) obj = { ...obj };
      dropManagedFields(obj);
    }
    strings.shareIn(obj);
    const transformed = transform ? transform(obj) : obj;
    return freeze ? deepFreeze(transformed) : transformed;
  };
}
