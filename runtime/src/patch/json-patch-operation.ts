import library from 'fast-json-patch';
import type { Operation } from 'fast-json-patch';
import { messageOf } from '../util/errors.js';
import { bareCopy } from './json-copy.js';
import { jsonEqual } from './merge-patch.js';
import type { JsonPatchOperation } from './patch.js';

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
