import {
  initialMemory,
  type ObjectEvent,
  type ReflectorEvent,
  type ReflectorState,
  type Step,
  type StepContext,
} from '../reflector-state.js';
import { deadlineOf, step } from '../reflector-step.js';
import { sync } from '../reflector-transitions.js';

/** Walks the step function of a reflector, with a clock and randomness that the test sets. */
export class Walk {
  now = 0;
  random = 0;
  pageSize: number | undefined;
  state: ReflectorState;
  effects: Step['effects'];

  constructor(useWatchList: boolean) {
    ({ state: this.state, effects: this.effects } = sync(initialMemory(useWatchList), this.context));
  }

  get context(): StepContext {
    return { now: this.now, random: () => this.random, pageSize: this.pageSize };
  }

  take(...events: ReflectorEvent[]): this {
    for (const event of events) ({ state: this.state, effects: this.effects } = step(this.state, event, this.context));
    return this;
  }

  get request() {
    return this.state.phase === 'waiting' ? undefined : this.state.request;
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
