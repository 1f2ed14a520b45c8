import { EVENT_ID, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import type { Event, ScalarEvent } from 'js-yaml';
import { numberOf } from '../../model/exact-number.js';
import { maximumDepth } from '../document.js';
import { setKey } from '../json-text.js';
import { isObject } from '../recognise.js';
import { TextError } from './error.js';
import { resolveKey, resolvePlain, resolveTagged } from './scalars.js';
import type { Scalar } from './scalars.js';

/** The value of an anchor, and the cost of its use. */
interface Anchor {
  value: unknown;
  /** Nodes in it, aliases counted as often as they occur; undefined until its end was read. */
  size: number | undefined;
  depth: number;
}

interface Frame {
  readonly container: unknown[] | Record<string, unknown>;
  readonly anchor: Anchor | undefined;
  readonly sizeBefore: number;
  /** The offset of the container, for messages. */
  readonly offset: number;
  /** Of mappings: the key whose value comes next. */
  key: string | undefined;
  merging: boolean;
  /** Depth of the deepest node below, aliases included. */
  depth: number;
}

/**
 * Converts the events of a text into plain JSON, one value for each document. The values are those of sigs.k8s.io/yaml:
 *
 * - The last of duplicate keys wins, and keys become strings.
 * - `<<` overwrites earlier keys.
 * - Unknown tags are ignored. NaN and infinities are errors.
 *
 * The limit on aliases is the same, so the result is small even if it is written out in full. Nothing is deeper than
 * `maximumDepth`.
 *
 * Throws a TextError.
 */
export function construct(text: string, events: readonly Event[]): unknown[] {
  return new Constructor(text).run(events);
}

const merge = Symbol('merge');

class Constructor {
  private readonly text: string;
  private readonly documents: unknown[] = [];
  private anchors = new Map<string, Anchor>();
  private frames: Frame[] = [];
  private frame: Frame | undefined;
  private root: unknown = null;
  private size = 0;
  private aliased = 0;
  /** The offset of the last scalar with a text. An empty scalar has no offset of its own. */
  private place = 0;

  constructor(text: string) {
    this.text = text;
  }

  run(events: readonly Event[]): unknown[] {
    for (const event of events) {
      switch (event.type) {
        case EVENT_ID.DOCUMENT:
          this.anchors = new Map();
          this.frames = [];
          this.frame = undefined;
          this.root = null;
          this.size = 0;
          this.aliased = 0;
          break;
        case EVENT_ID.SCALAR:
          this.scalar(event);
          break;
        case EVENT_ID.SEQUENCE:
          this.open([], event.start, event.anchorStart, event.anchorEnd);
          break;
        case EVENT_ID.MAPPING:
          this.open({}, event.start, event.anchorStart, event.anchorEnd);
          break;
        case EVENT_ID.ALIAS:
          this.alias(event.anchorStart, event.anchorEnd);
          break;
        case EVENT_ID.POP:
          this.close();
          break;
      }
    }
    return this.documents;
  }

  private open(container: unknown[] | Record<string, unknown>, offset: number, anchorStart: number, anchorEnd: number): void {
    const frame = this.frame;
    if (frame !== undefined && !Array.isArray(frame.container) && frame.key === undefined && !frame.merging) {
      throw new TextError('a mapping or list is used as a key', offset, 'JSON has only text as keys: write the key as text');
    }
    let anchor: Anchor | undefined;
    if (anchorStart >= 0) {
      anchor = { value: container, size: undefined, depth: 0 };
      this.anchors.set(this.text.slice(anchorStart, anchorEnd), anchor);
    }
    if (frame !== undefined) this.frames.push(frame);
    if (this.frames.length >= maximumDepth) this.tooDeep(offset);
    this.frame = { container, anchor, sizeBefore: this.size++, offset, key: undefined, merging: false, depth: 0 };
  }

  private close(): void {
    const frame = this.frame;
    if (frame === undefined) {
      this.documents.push(this.root);
      return;
    }
    if (frame.anchor !== undefined) {
      frame.anchor.size = this.size - frame.sizeBefore;
      frame.anchor.depth = frame.depth + 1;
    }
    this.frame = this.frames.pop();
    this.add(frame.container, frame.depth + 1, frame.offset);
  }

  private scalar(event: ScalarEvent): void {
    this.size++;
    if (event.valueStart >= 0) this.place = event.valueStart;
    const frame = this.frame;
    if (frame !== undefined && !Array.isArray(frame.container) && frame.key === undefined && !frame.merging) {
      const key = this.key(event);
      if (key === merge) frame.merging = true;
      else frame.key = key;
      if (event.anchorStart >= 0 && key !== merge) this.anchorScalar(event, this.value(event));
      return;
    }
    const value = this.value(event);
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new TextError(`${getScalarValue(this.text, event)} is a number that JSON does not have`, event.valueStart);
    }
    if (event.anchorStart >= 0) this.anchorScalar(event, value);
    this.add(value, 0, this.place);
  }

  private anchorScalar(event: ScalarEvent, value: unknown): void {
    this.anchors.set(this.text.slice(event.anchorStart, event.anchorEnd), { value, size: 1, depth: 0 });
  }

  private value(event: ScalarEvent): Scalar {
    let text = getScalarValue(this.text, event);
    if (event.valueEnd === this.text.length && event.indent >= 0 && text.endsWith('\n') && !/[\r\n]$/.test(this.text)) {
      // A block scalar that ends with the text, whose last line has no line break: libyaml adds none.
      text = text.slice(0, -1);
    }
    if (event.tagStart < 0) return event.style === SCALAR_STYLE.PLAIN ? resolvePlain(text) : text;
    const tag = this.tag(event);
    const value = resolveTagged(tag, text);
    if (value !== undefined) return value;
    throw new TextError(`the value is not what its tag !!${tag} says`, event.tagStart, 'leave the tag out, or correct the value');
  }

  private key(event: ScalarEvent): string | typeof merge {
    const text = getScalarValue(this.text, event);
    if (event.tagStart >= 0) {
      if (this.tag(event) === 'merge' && text === '<<') return merge;
      const value = this.value(event);
      if (value !== null) return numberOf(value) === undefined ? String(value) : (resolveKey(text) ?? text);
    } else {
      if (event.style !== SCALAR_STYLE.PLAIN) return text;
      if (text === '<<') return merge;
      const key = resolveKey(text);
      if (key !== undefined) return key;
    }
    throw new TextError(
      'a key is empty, null or no 64-bit number',
      this.place,
      'JSON has only text as keys: put the key in quotes',
    );
  }

  /** The name of one of YAML's own tags without its prefix, or the empty text for any other. */
  private tag(event: ScalarEvent): string {
    const raw = this.text.slice(event.tagStart, event.tagEnd);
    if (raw.startsWith('!!')) return raw.slice(2);
    const verbatim = '!<tag:yaml.org,2002:';
    return raw.startsWith(verbatim) ? raw.slice(verbatim.length, -1) : '';
  }

  private alias(start: number, end: number): void {
    const name = this.text.slice(start, end);
    const anchor = this.anchors.get(name);
    if (anchor === undefined) throw new TextError(`unknown anchor ${JSON.stringify(name)}`, start);
    if (anchor.size === undefined) throw new TextError(`anchor ${JSON.stringify(name)} contains itself`, start);
    this.size += anchor.size + 1;
    this.aliased += anchor.size;
    this.checkAliases(start);
    const frame = this.frame;
    if (frame !== undefined && !Array.isArray(frame.container) && frame.key === undefined && !frame.merging) {
      const { value } = anchor;
      if (typeof value !== 'string' && typeof value !== 'boolean' && numberOf(value) === undefined) {
        throw new TextError('the key is an alias of something that is no text', start, 'write the key as text');
      }
      frame.key = String(value);
      return;
    }
    this.add(anchor.value, anchor.depth, start);
  }

  /** The rule of go.yaml.in/yaml/v2: of a small document nearly all may come from aliases, of a large one a tenth. */
  private checkAliases(offset: number): void {
    if (this.aliased <= 100 || this.size <= 1000) return;
    const low = 400_000;
    const high = 4_000_000;
    const share = Math.min(Math.max((this.size - low) / (high - low), 0), 1);
    if (this.aliased / this.size > 0.99 - 0.89 * share) {
      throw new TextError(
        'the document is mostly aliases, and far too large when they are written out',
        offset,
        'write out what you mean',
      );
    }
  }

  private tooDeep(offset: number): never {
    throw new TextError(
      `nested deeper than ${maximumDepth} levels`,
      offset,
      'no API type is that deep: the document is broken or hostile',
    );
  }

  private add(value: unknown, depth: number, offset: number): void {
    const frame = this.frame;
    if (frame === undefined) {
      this.root = value;
      return;
    }
    if (depth > frame.depth) {
      frame.depth = depth;
      if (depth + this.frames.length + 1 > maximumDepth) this.tooDeep(offset);
    }
    const { container } = frame;
    if (Array.isArray(container)) {
      container.push(value);
    } else if (frame.merging) {
      frame.merging = false;
      this.merge(container, value, offset);
    } else if (frame.key !== undefined) {
      setKey(container, frame.key, value);
      frame.key = undefined;
    }
  }

  private merge(target: Record<string, unknown>, source: unknown, offset: number): void {
    // Backwards, since the first of a list of mappings takes precedence.
    const sources: unknown[] = Array.isArray(source) ? source.toReversed() : [source];
    for (const one of sources) {
      if (!isObject(one)) {
        throw new TextError('<< needs a mapping, or a list of mappings', offset, 'give it an alias of a mapping');
      }
      for (const [key, value] of Object.entries(one)) setKey(target, key, value);
    }
  }
}
