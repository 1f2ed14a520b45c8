import type { KubeObject } from '../meta/index.js';
import { deepFreeze } from './freeze.js';
import type { TransformFunc } from './informer.js';

export interface PrepareOptions {
  readonly stripManagedFields?: boolean | undefined;
  readonly freeze?: boolean | undefined;
}

/** What is done to every object between the server and the cache: strip, transform, freeze, in this order. */
export function newPrepare<T extends KubeObject>(
  transform: TransformFunc<T> | undefined,
  options: PrepareOptions,
): (obj: T) => T {
  const strip = options.stripManagedFields ?? false;
  const freeze = options.freeze ?? process.env['NODE_ENV'] === 'test';
  return (obj) => {
    if (strip) stripManagedFields(obj);
    const transformed = transform ? transform(obj) : obj;
    return freeze ? deepFreeze(transformed) : transformed;
  };
}

/** Makes the metadata anew: `delete` would turn it into a dictionary, which takes more memory than the fields that it saves. */
function stripManagedFields(obj: KubeObject): void {
  if (obj.metadata.managedFields === undefined) return;
  const { managedFields: _, ...metadata } = obj.metadata;
  obj.metadata = metadata;
}
