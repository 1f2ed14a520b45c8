/**
 * Binds the methods of an object's class to the object, so that callers can pass them as values:
 * `signal.addEventListener('abort', queue.shutDown)`. Users of client-go expect it, because Go binds a method that is used as a
 * value.
 *
 * Call it in the constructor.
 */
export function bindMethods(object: object): void {
  let prototype: unknown = Object.getPrototypeOf(object);
  while (typeof prototype === 'object' && prototype !== null && prototype !== Object.prototype) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      const method: unknown = descriptor.value;
      if (!isFunction(method) || name === 'constructor' || Object.hasOwn(object, name)) continue;
      Object.defineProperty(object, name, { value: method.bind(object), writable: true, configurable: true });
    }
    prototype = Object.getPrototypeOf(prototype);
  }
}

function isFunction(value: unknown): value is (...args: readonly unknown[]) => unknown {
  return typeof value === 'function';
}
