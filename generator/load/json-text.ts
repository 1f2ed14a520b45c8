import { ExactNumber, exactNumber } from '../model/exact-number.js';

/**
 * Reads JSON like `JSON.parse`, with each number as it is written (`ExactNumber`). A key `__proto__` is a key like any other.
 *
 * Throws a SyntaxError for text that is no JSON.
 */
export function parseJsonText(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return mayRound.test(text) && rounds(text) ? readValidJson(text) : value;
}

/** Finds what may be a number that JavaScript writes differently. It may also be part of a string. */
const mayRound = /(?:^|[:,[])\s*-?(?:\d{16}|\d+(?:\.\d+)?[eE]|\d+\.\d)/;
const stringsAndNumbers = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[-+.\deE]*/g;
/** Without commas and colons, which say nothing in text that is valid. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[-+.\deE]*|[{}[\]]|true|false|null/g;

function rounds(text: string): boolean {
  for (const [token] of text.matchAll(stringsAndNumbers)) {
    if (!token.startsWith('"') && exactNumber(token) instanceof ExactNumber) return true;
  }
  return false;
}

/** Reads text that `JSON.parse` accepts. Needs no recursion: text may be nested deeper than a stack is. */
function readValidJson(text: string): unknown {
  const root: unknown[] = [];
  const open: { readonly container: unknown[] | Record<string, unknown>; key: string | undefined }[] = [
    { container: root, key: undefined },
  ];
  for (const [token] of text.matchAll(tokens)) {
    const frame = open.at(-1);
    if (frame === undefined) break;
    const { container } = frame;
    if (token === '}' || token === ']') {
      open.pop();
      continue;
    }
    if (!Array.isArray(container) && frame.key === undefined) {
      frame.key = String(JSON.parse(token));
      continue;
    }
    const inner = token === '{' ? {} : token === '[' ? [] : undefined;
    const value = inner ?? scalar(token);
    if (Array.isArray(container)) container.push(value);
    else setKey(container, frame.key ?? '', value);
    frame.key = undefined;
    if (inner !== undefined) open.push({ container: inner, key: undefined });
  }
  return root[0];
}

function scalar(token: string): unknown {
  return /^[-\d]/.test(token) ? exactNumber(token) : JSON.parse(token);
}

/** Sets a key. As a plain assignment, `__proto__` would change the object's prototype instead. */
export function setKey(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}
