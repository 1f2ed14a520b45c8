import { EVENT_ID, getScalarValue } from 'js-yaml';
import type { Event } from 'js-yaml';
import type { DocumentPath } from '../../model/diagnostic.js';
import type { Position } from '../document.js';
import { lineStartsOf, positionAmong, TextError } from './error.js';
import { parseYamlEvents } from './indentation.js';
import { resolveKey } from './scalars.js';

/**
 * Returns the position of a value in the document with this index: of its key in a mapping, or of the item in a list. If the
 * value is missing, or comes through an alias or `<<`, returns the position of its nearest ancestor.
 *
 * Parses the text again, once for consecutive questions about one text, because diagnostics come text by text.
 */
export function locate(text: string, index: number, path: DocumentPath): Position | undefined {
  if (latest?.text !== text) latest = { text, map: mapOf(text) };
  return latest.map?.position(index, path);
}

/** The text that was asked about last. One is enough, and all of them would be too much to keep. */
let latest: { readonly text: string; readonly map: TextMap | undefined } | undefined;

function mapOf(text: string): TextMap | undefined {
  try {
    const parsed = parseYamlEvents(text);
    return new TextMap(parsed.text, parsed.events);
  } catch (error) {
    // JSON that is no YAML (tabs, mostly): there is no position to give, and the message stands without one.
    if (error instanceof TextError) return undefined;
    throw error;
  }
}

function startOf(event: Event): number | undefined {
  switch (event.type) {
    case EVENT_ID.SCALAR:
      return event.valueStart < 0 ? undefined : event.valueStart;
    case EVENT_ID.SEQUENCE:
    case EVENT_ID.MAPPING:
      return event.start;
    case EVENT_ID.ALIAS:
      return event.anchorStart - 1;
    default:
      return undefined;
  }
}

/** The events of a text with an index, so that a search skips the nodes outside of a path. */
class TextMap {
  private readonly text: string;
  private readonly events: readonly Event[];
  private readonly lineStarts: readonly number[];
  /** For each event that begins a node, the event after that node. */
  private readonly next: Uint32Array;
  /** The first event of each document. */
  private readonly roots: number[] = [];

  constructor(text: string, events: readonly Event[]) {
    this.text = text;
    this.events = events;
    this.lineStarts = lineStartsOf(text);
    this.next = new Uint32Array(events.length);
    const open: number[] = [];
    for (const [at, { type }] of events.entries()) {
      this.next[at] = at + 1;
      if (type === EVENT_ID.DOCUMENT) {
        open.length = 0;
        this.roots.push(at + 1);
      } else if (type === EVENT_ID.SEQUENCE || type === EVENT_ID.MAPPING) {
        open.push(at);
      } else if (type === EVENT_ID.POP) {
        const begin = open.pop();
        if (begin !== undefined) this.next[begin] = at + 1;
      }
    }
  }

  position(index: number, path: DocumentPath): Position | undefined {
    let at = this.roots[index];
    const root = at === undefined ? undefined : this.events[at];
    let best = root === undefined ? undefined : startOf(root);
    for (const step of path) {
      const found = at === undefined ? undefined : typeof step === 'number' ? this.item(at, step) : this.property(at, step);
      if (found === undefined) break;
      best = found.offset;
      at = found.value;
    }
    return best === undefined ? undefined : positionAmong(this.lineStarts, best);
  }

  /** The value of a key, and where the key stands. The last of duplicate keys is meant. */
  private property(mapping: number, name: string): { value: number; offset: number } | undefined {
    if (this.events[mapping]?.type !== EVENT_ID.MAPPING) return undefined;
    let found: { value: number; offset: number } | undefined;
    let at = mapping + 1;
    for (let key = this.events[at]; key !== undefined && key.type !== EVENT_ID.POP; key = this.events[at]) {
      const value = this.after(at);
      const offset = startOf(key);
      if (key.type === EVENT_ID.SCALAR && offset !== undefined && this.names(getScalarValue(this.text, key), name)) {
        found = { value, offset };
      }
      at = this.after(value);
    }
    return found;
  }

  private names(key: string, name: string): boolean {
    return key === name || resolveKey(key) === name;
  }

  private item(sequence: number, index: number): { value: number; offset: number } | undefined {
    if (this.events[sequence]?.type !== EVENT_ID.SEQUENCE) return undefined;
    let at = sequence + 1;
    for (let passed = 0; passed < index; passed++) {
      const event = this.events[at];
      if (event === undefined || event.type === EVENT_ID.POP) return undefined;
      at = this.after(at);
    }
    const event = this.events[at];
    const offset = event === undefined || event.type === EVENT_ID.POP ? undefined : startOf(event);
    return offset === undefined ? undefined : { value: at, offset };
  }

  /** The event after the node that begins here. */
  private after(at: number): number {
    return this.next[at] ?? at + 1;
  }
}
