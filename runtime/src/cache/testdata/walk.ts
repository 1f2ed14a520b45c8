import {
  initialMemory,
  type ObjectEvent,
  type ReflectorEvent,
  type ReflectorState,
  type Step,
  type StepContext,
} from '../reflector/state.js';
import { deadlineOf, step } from '../reflector/step.js';
import { begin } from '../reflector/transitions.js';

/** Walks the step function of a reflector, with a clock and randomness that the test sets. */
export class Walk {
  now = 0;
  random = 0;
  pageSize: number | undefined;
  checksIdentity: boolean;
  state: ReflectorState;
  effects: Step['effects'];

  constructor(useWatchList: boolean, { checksIdentity = false }: { readonly checksIdentity?: boolean } = {}) {
    this.checksIdentity = checksIdentity;
    ({ state: this.state, effects: this.effects } = begin(initialMemory(useWatchList), this.context));
  }

  get context(): StepContext {
    const { now, pageSize, checksIdentity } = this;
    return { now, random: () => this.random, pageSize, checksIdentity };
  }

  take(...events: ReflectorEvent[]): this {
    for (const event of events) ({ state: this.state, effects: this.effects } = step(this.state, event, this.context));
    return this;
  }

  get request() {
    return 'request' in this.state ? this.state.request : undefined;
  }

  /** The time of the next `timeout`. */
  get deadline(): number | undefined {
    return deadlineOf(this.state);
  }

  get said(): string[] {
    return this.effects.map((effect) => (effect.type === 'replace' ? `replace ${effect.resourceVersion}` : effect.type));
  }
}

export const listing = (): Walk => new Walk(false);
export const streaming = (): Walk => new Walk(true);

export const failed = (error: unknown): ReflectorEvent => ({ type: 'failed', error });

export const page = (resourceVersion: string, token?: string, items = 1): ReflectorEvent => ({
  type: 'page',
  items,
  resourceVersion,
  continue: token,
});

export const object = (resourceVersion: string, facts: Partial<ObjectEvent> = {}): ReflectorEvent => ({
  type: 'object',
  change: 'ADDED',
  resourceVersion,
  heldVersion: undefined,
  createdAt: undefined,
  ...facts,
});

export const bookmark = (resourceVersion: string, initialEventsEnd = false): ReflectorEvent => ({
  type: 'bookmark',
  resourceVersion,
  initialEventsEnd,
});

export const sent: ReflectorEvent = { type: 'sent' };
export const answered: ReflectorEvent = { type: 'answered' };
export const opened: ReflectorEvent = { type: 'opened', serverTime: undefined };
export const timeout: ReflectorEvent = { type: 'timeout' };
