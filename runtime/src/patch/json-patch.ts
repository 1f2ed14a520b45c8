import library from 'fast-json-patch';
import { deepCopyUntyped, isPlainObject } from '../util/index.js';
import { bareCopy, checkDepth } from './json-copy.js';
import { applyOperation, OperationFault } from './json-patch-operation.js';
import type { JsonPatchOperation } from './patch.js';

/** A JSON Patch that could not be applied. The document it was for is as it was. */
export class JsonPatchError extends Error {
  /** The operation at fault, and its place in the patch. */
  readonly operation: unknown;
  readonly index: number;

  constructor(message: string, index: number, operation: unknown, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'JsonPatchError';
    this.index = index;
    this.operation = operation;
  }
}

/**
 * The operations that make `original` into `modified`: `add`, `remove` and `replace` of the deepest places that differ. Items of arrays
 * are compared by their index. None where nothing changed; `undefined` counts as absent.
 */
export function createJsonPatch(original: unknown, modified: unknown): JsonPatchOperation[] {
  checkDepth([original, modified]);
  const operations = library.compare(asObject(bareCopy(original)), asObject(bareCopy(modified)));
  return operations.flatMap((operation): JsonPatchOperation[] => {
    switch (operation.op) {
      case 'add':
      case 'replace':
        return [{ op: operation.op, path: operation.path, value: deepCopyUntyped(operation.value) }];
      case 'remove':
        return [{ op: 'remove', path: operation.path }];
      default:
        return [];
    }
  });
}

/**
 * Returns the document with a JSON Patch (RFC 6902) applied: all operations, or none.
 * The document and the operations are not changed, and the result shares nothing with them.
 *
 * Throws a `JsonPatchError` that names the operation that failed and the reason. Paths through `__proto__` are refused.
 */
export function applyJsonPatch(document: unknown, operations: readonly JsonPatchOperation[]): unknown {
  checkDepth([document, operations]);
  let result: unknown = bareCopy(document);
  operations.forEach((operation, index) => {
    const fault = shapeFault(operation) ?? pathFault(operation);
    if (fault !== undefined) throw failure(index, operation, fault);
    try {
      result = applyOperation(result, operation);
    } catch (error) {
      if (error instanceof OperationFault) throw failure(index, operation, error.message);
      throw error;
    }
  });
  return deepCopyUntyped(result);
}

/** The library compares values of any type, and its types do not say so. */
function asObject(value: unknown): object {
  return value as object;
}

function shapeFault(operation: unknown): string | undefined {
  if (!isPlainObject(operation)) return 'is not an object';
  if (typeof operation['path'] !== 'string') return 'has no path';
  switch (operation['op']) {
    case 'add':
    case 'replace':
    case 'test':
      return operation['value'] === undefined ? 'has no value' : undefined;
    case 'move':
    case 'copy':
      return typeof operation['from'] === 'string' ? undefined : 'has no from';
    case 'remove':
      return undefined;
    default:
      return 'is of no kind that RFC 6902 knows';
  }
}

function pathFault(operation: JsonPatchOperation): string | undefined {
  const paths = 'from' in operation ? [operation.from, operation.path] : [operation.path];
  for (const path of paths) {
    if (path !== '' && !path.startsWith('/')) return `${JSON.stringify(path)} is not a JSON Pointer: it must begin with a slash`;
    if (/~(?![01])/.test(path)) return `${JSON.stringify(path)} is not a JSON Pointer: a ~ is written ~0`;
    if (path.split('/').includes('__proto__')) return 'a path through __proto__ is refused';
  }
  if (operation.op === 'move' && operation.path.startsWith(`${operation.from}/`)) return 'a value cannot be moved into itself';
  return undefined;
}

function failure(index: number, operation: unknown, why: string): JsonPatchError {
  const { op, path } = isPlainObject(operation) ? operation : {};
  const what = typeof op === 'string' && typeof path === 'string' ? ` (${op} ${path})` : '';
  return new JsonPatchError(`operation ${index} of the JSON Patch${what}: ${why}`, index, operation);
}
