import type { ResourceInfo } from '../meta/index.js';
import { requireSelectors } from '../meta/options.js';
import { isPlainObject } from '../util/index.js';
import type { TweakedListOptions, TweakListOptions } from './informer-factory.js';

/**
 * Returns the selectors that `tweak` sets for a resource. They are in the options that it returns, or otherwise in the options
 * that it received. The value of an assignment, as in `(options) => (options.labelSelector = selector)`, does not count as
 * returned options.
 *
 * Throws a TypeError for a promise, for options other than the two selectors, and for a selector that is present but undefined.
 */
export function tweakedOptions(tweak: TweakListOptions | undefined, resource: ResourceInfo): TweakedListOptions {
  const given: TweakedListOptions = {};
  const returned: unknown = tweak?.(given, resource);
  const isAssigned = returned === given.labelSelector || returned === given.fieldSelector;
  const options: unknown = isPlainObject(returned) && !isAssigned ? returned : given;
  try {
    if (returned instanceof Promise) {
      returned.catch(() => {});
      throw new TypeError('it must not be async');
    }
    return checked(options);
  } catch (error) {
    if (error instanceof TypeError) throw new TypeError(`tweakListOptions for ${resource.plural}: ${error.message}`);
    throw error;
  }
}

function checked(options: unknown): TweakedListOptions {
  const { labelSelector, fieldSelector, ...others } = options as TweakedListOptions;
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw new TypeError(`${other} cannot be set: an informer accepts only labelSelector and fieldSelector`);
  requireSelectors(options as TweakedListOptions);
  return { labelSelector, fieldSelector };
}
