import { ConnectionError, newResourceExpired, StatusError } from '../../errors/index.js';
import {
  initialMemory,
  lastSyncResourceVersionOf,
  memoryOf,
  type ObjectEvent,
  type ReflectorEvent,
  type ReflectorMemory,
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

  take(...events: readonly (ReflectorEvent | readonly ReflectorEvent[])[]): this {
    for (const event of events.flat()) ({ state: this.state, effects: this.effects } = step(this.state, event, this.context));
    return this;
  }

  /** The memory with everything that the state has learned since. */
  get memory(): ReflectorMemory {
    return memoryOf(this.state);
  }

  get lastSyncResourceVersion(): string {
    return lastSyncResourceVersionOf(this.state);
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

/** Lists. */
export const listing = (): Walk => new Walk(false);
/** Streams the initial events. */
export const streaming = (): Walk => new Walk(true);
/** Watches from version 10, after a list. */
export const watching = (): Walk => listing().take(page('10'));
/** Lists again, at least as new as version 10. */
export const relisting = (): Walk => watching().take(failed(expired), woken);

export const refusal = (code: number, reason = ''): StatusError => new StatusError({ status: 'Failure', code, reason });
export const expired: StatusError = newResourceExpired('too old resource version');
export const tooLarge: StatusError = new StatusError({
  code: 504,
  reason: 'Timeout',
  details: { causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }] },
});
export const reset: ConnectionError = new ConnectionError('GET /api/v1/pods: socket hang up', { code: 'ECONNRESET' });
export const refused: ConnectionError = new ConnectionError('GET /api/v1/pods: connect ECONNREFUSED', { code: 'ECONNREFUSED' });

export const failed = (error: unknown): ReflectorEvent => ({ type: 'failed', error });

/** A complete page of a list. */
export const page = (resourceVersion: string, token?: string, items = 1): ReflectorEvent[] => [
  { type: 'chunk', items, newestVersion: '', metadata: { resourceVersion, ...(token === undefined ? {} : { continue: token }) } },
  ended,
];

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
export const ended: ReflectorEvent = { type: 'ended' };
export const woken: ReflectorEvent = { type: 'woken' };
