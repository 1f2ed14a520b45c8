/**
 * Binds the methods of an object's class to the object, so that they can be passed as values: `signal.addEventListener('abort',
 * queue.shutDown)`. Those who know client-go expect it, as Go binds a method that is used as a value. To be called by the constructor.
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
