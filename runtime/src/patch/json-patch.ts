import library from 'fast-json-patch';
import type { Operation } from 'fast-json-patch';
import { deepCopyUntyped, isPlainObject } from '../util/index.js';
import { checkDepth } from './json-copy.js';
import type { JsonPatchOperation } from './patch.js';
import { messageOf } from '../util/message-of.js';

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
  const operations = library.compare(bare(original), bare(modified));
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
 * A document with a JSON Patch (RFC 6902) applied: every operation, or a `JsonPatchError` that says which one failed and why.
 * The document and the operations are not changed, and the result shares nothing with them. Paths through `__proto__` are refused.
 */
export function applyJsonPatch(document: unknown, operations: readonly JsonPatchOperation[]): unknown {
  checkDepth([document, operations]);
  let result = bare(document);
  operations.forEach((operation, index) => {
    const fault = shapeFault(operation) ?? pathFault(operation);
    if (fault !== undefined) throw failure(index, operation, fault);
    try {
      result = library.applyOperation(result, forLibrary(operation), true, true, true, index).newDocument;
    } catch (error) {
      throw failure(index, operation, reason(error), error);
    }
  });
  return deepCopyUntyped(result);
}

/** A copy as the library needs it: no `undefined`, and objects without prototype, where `toString` is absent like any other key. */
function bare(value: unknown): object {
  // Documents are objects, but parts of them, and what a hostile patch makes of them, may be anything.
  return toBare(value) as object;
}

function toBare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => (item === undefined ? null : toBare(item)));
  if (!isPlainObject(value)) return deepCopyUntyped(value);
  const copy = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(value)) if (value[key] !== undefined) copy[key] = toBare(value[key]);
  return copy;
}

function forLibrary(operation: JsonPatchOperation): Operation {
  return 'value' in operation ? { ...operation, value: toBare(operation.value) } : { ...operation };
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

function failure(index: number, operation: unknown, why: string, cause?: unknown): JsonPatchError {
  const { op, path } = isPlainObject(operation) ? operation : {};
  const what = typeof op === 'string' && typeof path === 'string' ? ` (${op} ${path})` : '';
  const options = cause === undefined ? {} : { cause };
  return new JsonPatchError(`operation ${index} of the JSON Patch${what}: ${why}`, index, operation, options);
}

/** The library's messages carry the whole document after their first line, which may be a secret. */
function reason(error: unknown): string {
  const message = messageOf(error);
  return message.split('\n', 1)[0] ?? '';
}
