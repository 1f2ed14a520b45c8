import library from 'fast-json-patch';
import type { Operation } from 'fast-json-patch';
import { messageOf } from '../util/errors.js';
import { deepCopyUntyped, isPlainObject } from '../util/index.js';
import { bareCopy, checkDepth, jsonEqual } from './merge-patch.js';
import type { JsonPatchOperation } from './patch.js';

/** An error of a JSON Patch that could not be applied. The document remains unchanged. */
export class JsonPatchError extends Error {
  /** The operation that failed. */
  readonly operation: unknown;
  /** The index of that operation in the patch. */
  readonly index: number;

  constructor(message: string, index: number, operation: unknown, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'JsonPatchError';
    this.index = index;
    this.operation = operation;
  }
}

/**
 * Returns the operations that turn `original` into `modified`: `add`, `remove` and `replace` of the deepest values that differ.
 * Returns an empty list if nothing changed.
 *
 * Compares items of arrays by their index. `undefined` counts as absent.
 *
 * Throws a RangeError if a value is nested too deeply.
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
 * Applies a JSON Patch (RFC 6902) and returns the result. Applies all operations or none.
 *
 * The document and the operations remain unchanged, and the result shares nothing with them.
 *
 * Throws a JsonPatchError that names the operation and the reason. Paths through `__proto__` fail too.
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

/** Returns the value with the type that the library expects. The library accepts values of any type. */
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
      return 'has an op that RFC 6902 does not define';
  }
}

function pathFault(operation: JsonPatchOperation): string | undefined {
  const paths = 'from' in operation ? [operation.from, operation.path] : [operation.path];
  for (const path of paths) {
    if (path !== '' && !path.startsWith('/')) return `${JSON.stringify(path)} is not a JSON Pointer: it must begin with a slash`;
    if (/~(?![01])/.test(path)) return `${JSON.stringify(path)} is not a JSON Pointer: write ~ as ~0`;
    if (path.split('/').includes('__proto__')) return 'a path through __proto__ is not allowed';
  }
  if (operation.op === 'move' && operation.path.startsWith(`${operation.from}/`)) return 'a value cannot be moved into itself';
  return undefined;
}

function failure(index: number, operation: unknown, why: string): JsonPatchError {
  const { op, path } = isPlainObject(operation) ? operation : {};
  const what = typeof op === 'string' && typeof path === 'string' ? ` (${op} ${path})` : '';
  return new JsonPatchError(`operation ${index} of the JSON Patch${what}: ${why}`, index, operation);
}

/** An error of an operation that cannot be applied to the document. */
export class OperationFault extends Error {}

/**
 * Returns the document after one well-formed operation. Changes `document` in place if possible. Its objects must have no
 * prototype.
 *
 * The library adds, removes and replaces. It cannot test objects without a prototype, and its `copy` and `move` write past the
 * end of arrays. This function implements these three itself.
 *
 * Throws an OperationFault if the operation cannot be applied. The document may then be partly changed.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc6902#section-4
 */
export function applyOperation(document: unknown, operation: JsonPatchOperation): unknown {
  switch (operation.op) {
    case 'add':
    case 'replace':
      return byLibrary(document, { ...operation, value: bareCopy(operation.value) });
    case 'remove':
      return byLibrary(document, operation);
    case 'move': {
      const value = valueAt(document, operation.from);
      // A move to the same path has no effect.
      if (operation.from === operation.path) return document;
      return byLibrary(byLibrary(document, { op: 'remove', path: operation.from }), { op: 'add', path: operation.path, value });
    }
    case 'copy':
      return byLibrary(document, { op: 'add', path: operation.path, value: bareCopy(valueAt(document, operation.from)) });
    case 'test':
      if (jsonEqual(valueAt(document, operation.path), bareCopy(operation.value))) return document;
      throw new OperationFault('Test operation failed: the value is different');
  }
}

/**
 * Returns the value at a JSON Pointer. The library's own lookup would also find the length of arrays and the characters of
 * strings.
 */
function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const escaped of pointer.split('/').slice(1)) {
    const token = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
    const isIndex = /^(?:0|[1-9]\d*)$/.test(token);
    if (typeof value !== 'object' || value === null || (Array.isArray(value) && !isIndex) || !Object.hasOwn(value, token)) {
      throw new OperationFault(`the value at ${pointer} does not exist`);
    }
    value = Reflect.get(value, token);
  }
  return value;
}

function byLibrary(document: unknown, operation: Operation): unknown {
  try {
    const result: unknown = library.applyOperation(document, operation, true, true, true).newDocument;
    return result;
  } catch (error) {
    // The library's messages contain the complete document after their first line. The document may be a secret.
    throw new OperationFault(messageOf(error).split('\n', 1)[0]);
  }
}
