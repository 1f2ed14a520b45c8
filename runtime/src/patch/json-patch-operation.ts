import { bareCopy } from './json-copy.js';
import { jsonEqual } from './merge-patch.js';
import type { JsonPatchOperation } from './patch.js';

/** The reason why one operation does not fit the document. */
export class OperationFault extends Error {}

/** A value in a document whose objects have no prototype. */
type Container = unknown[] | Record<string, unknown>;

/**
 * Returns the document after one operation of well-formed shape. Changes `document` in place where it can; its objects must have no
 * prototype. Throws an `OperationFault` for an operation that does not fit. The document may then be changed in part.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc6902#section-4
 */
export function applyOperation(document: unknown, operation: JsonPatchOperation): unknown {
  const { op } = operation;
  switch (op) {
    case 'add':
      return add(document, operation.path, bareCopy(operation.value));
    case 'remove':
      return remove(document, operation.path);
    case 'replace':
      return replace(document, operation.path, bareCopy(operation.value));
    case 'move': {
      const value = get(document, operation.from, 'from');
      // A value that is moved to its own place stays there.
      return operation.from === operation.path ? document : add(remove(document, operation.from), operation.path, value);
    }
    case 'copy':
      return add(document, operation.path, bareCopy(get(document, operation.from, 'from')));
    case 'test':
      if (jsonEqual(get(document, operation.path, 'path'), bareCopy(operation.value))) return document;
      throw new OperationFault('Test operation failed: the value is another');
  }
}

function add(document: unknown, path: string, value: unknown): unknown {
  const tokens = tokensOf(path);
  const last = tokens.pop();
  if (last === undefined) return value;
  const parent = containerAt(document, tokens);
  if (Array.isArray(parent)) parent.splice(indexOf(last, parent.length, true), 0, value);
  else parent[last] = value;
  return document;
}

function remove(document: unknown, path: string): unknown {
  const tokens = tokensOf(path);
  const last = tokens.pop();
  if (last === undefined) return null;
  const parent = containerAt(document, tokens);
  memberOf(parent, last, 'path');
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else Reflect.deleteProperty(parent, last);
  return document;
}

function replace(document: unknown, path: string, value: unknown): unknown {
  const tokens = tokensOf(path);
  const last = tokens.pop();
  if (last === undefined) return value;
  const parent = containerAt(document, tokens);
  memberOf(parent, last, 'path');
  if (Array.isArray(parent)) parent[Number(last)] = value;
  else parent[last] = value;
  return document;
}

function get(document: unknown, path: string, what: 'path' | 'from'): unknown {
  const tokens = tokensOf(path);
  const last = tokens.pop();
  return last === undefined ? document : memberOf(containerAt(document, tokens), last, what);
}

function containerAt(document: unknown, tokens: readonly string[]): Container {
  let value = document;
  for (const token of tokens) value = memberOf(asContainer(value), token, 'path');
  return asContainer(value);
}

function asContainer(value: unknown): Container {
  if (Array.isArray(value)) return value as unknown[];
  // Only objects of JSON have members; those of the copy have no prototype.
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null)
    return value as Record<string, unknown>;
  throw new OperationFault('the parent of the path is neither an object nor an array');
}

function memberOf(parent: Container, token: string, what: 'path' | 'from'): unknown {
  if (Array.isArray(parent)) return parent[indexOf(token, parent.length, false)];
  if (token in parent) return parent[token];
  throw new OperationFault(`the value at its ${what} does not exist`);
}

/** Returns the index that a token stands for. `-` stands for the place after the last item, where values can be added only. */
function indexOf(token: string, length: number, forAdd: boolean): number {
  if (forAdd && token === '-') return length;
  if (!/^(?:0|[1-9]\d*)$/.test(token)) throw new OperationFault(`${JSON.stringify(token)} is not an index of an array`);
  const index = Number(token);
  if (index > length || (index === length && !forAdd))
    throw new OperationFault(`the index ${token} is past the end of an array of ${length}`);
  return index;
}

function tokensOf(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}
