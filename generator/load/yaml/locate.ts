import { EVENT_ID, getScalarValue } from 'js-yaml';
import type { Event } from 'js-yaml';
import type { DocumentPath } from '../../model/diagnostic.js';
import type { Position } from '../document.js';
import { positionAt, TextError } from './error.js';
import { parseYamlEvents } from './indentation.js';
import { resolveKey } from './scalars.js';

/**
 * Where the value at `path` of the `index`th document of a text stands: its key in a mapping, the item in a list. What
 * cannot be found (it is missing, or comes through an alias or `<<`) gives the nearest ancestor. Parses the text again.
 */
export function locate(text: string, index: number, path: DocumentPath): Position | undefined {
  let parsed;
  try {
    parsed = parseYamlEvents(text);
  } catch (error) {
    // JSON that is no YAML (tabs, mostly): there is no position to give, and the message stands without one.
    if (error instanceof TextError) return undefined;
    throw error;
  }
  const offset = new Walk(parsed.text, parsed.events).find(index, path);
  return offset === undefined ? undefined : positionAt(parsed.text, offset);
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

class Walk {
  private readonly text: string;
  private readonly events: readonly Event[];
  private at = 0;

  constructor(text: string, events: readonly Event[]) {
    this.text = text;
    this.events = events;
  }

  find(index: number, path: DocumentPath): number | undefined {
    let seen = -1;
    while (this.at < this.events.length) {
      const event = this.events[this.at++];
      if (event?.type !== EVENT_ID.DOCUMENT) continue;
      if (++seen === index) break;
    }
    const root = this.events[this.at];
    let best = root === undefined ? undefined : startOf(root);
    for (const step of path) {
      const found = typeof step === 'number' ? this.item(step) : this.property(step);
      if (found === undefined) break;
      best = found;
    }
    return best;
  }

  /** Moves to the value of a key; the offset is the key's. The last of duplicate keys is meant. */
  private property(name: string): number | undefined {
    if (this.events[this.at]?.type !== EVENT_ID.MAPPING) return undefined;
    this.at++;
    let offset: number | undefined;
    let value = -1;
    for (let key = this.events[this.at]; key !== undefined && key.type !== EVENT_ID.POP; key = this.events[this.at]) {
      const matches = key.type === EVENT_ID.SCALAR && this.names(getScalarValue(this.text, key), name);
      const start = startOf(key);
      this.skip();
      if (matches) {
        offset = start;
        value = this.at;
      }
      this.skip();
    }
    if (value >= 0) this.at = value;
    return offset;
  }

  private names(key: string, name: string): boolean {
    return key === name || resolveKey(key) === name;
  }

  private item(index: number): number | undefined {
    if (this.events[this.at]?.type !== EVENT_ID.SEQUENCE) return undefined;
    this.at++;
    for (let skipped = 0; skipped < index; skipped++) {
      const event = this.events[this.at];
      if (event === undefined || event.type === EVENT_ID.POP) return undefined;
      this.skip();
    }
    const event = this.events[this.at];
    return event === undefined || event.type === EVENT_ID.POP ? undefined : startOf(event);
  }

  /** Moves past the node that begins here. */
  private skip(): void {
    let open = 0;
    do {
      const event = this.events[this.at++];
      if (event === undefined) return;
      if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) open++;
      else if (event.type === EVENT_ID.POP) open--;
    } while (open > 0);
  }
}
