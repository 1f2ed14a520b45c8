/** Helpers for errors: brands that survive duplicate packages, causes, messages. */

/** A mark on objects of a class, by which predicates recognize objects of other copies of this package too. */
export interface Brand<T extends object> {
  /** Marks an object. Constructors call it with `this`. */
  readonly mark: (object: T) => void;
  /** Whether a value has the mark. */
  readonly has: (value: unknown) => value is T;
}

/** Creates the brand of a class. All copies of this package share it by its name, which therefore must not change. */
export function newBrand<T extends object>(name: string): Brand<T> {
  const key = Symbol.for(`kube-client-runtime.${name}`);
  return {
    mark(object) {
      Object.defineProperty(object, key, { value: true });
    },
    has: (value): value is T => typeof value === 'object' && value !== null && key in value,
  };
}

/** Returns the first match among an error, its causes and its aggregated errors, depth first. Handles cycles. */
export function findError<T>(error: unknown, matches: (value: unknown) => value is T): T | undefined {
  const seen = new Set<unknown>();
  const visit = (value: unknown): T | undefined => {
    if (matches(value)) return value;
    if (typeof value !== 'object' || value === null || seen.has(value)) return undefined;
    seen.add(value);
    if ('cause' in value) {
      const found = visit(value.cause);
      if (found !== undefined) return found;
    }
    if ('errors' in value && Array.isArray(value.errors)) {
      for (const inner of value.errors) {
        const found = visit(inner);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  };
  return visit(error);
}

/**
 * Whether an error is a bug in the program, like a panic in Go. These are the types of errors that JavaScript itself throws, for
 * example when a property of undefined is read.
 */
export function isProgramFault(error: unknown): boolean {
  return (
    error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError || error instanceof SyntaxError
  );
}

/** Returns the message of a thrown value, which may be of any type. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
