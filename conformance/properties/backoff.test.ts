import fc from 'fast-check';
import { newFakeClock } from 'kube-client-runtime';
import { defaultBackoff, defaultRetry, onError } from 'kube-client-runtime/retry';
import { backoffStep, delayWithReset, type Backoff } from 'kube-client-runtime/wait';
import { expectNear } from './support/near.js';
import { property, sameAnswer, valueOf } from './support/property.js';

const duration = fc.oneof(fc.constantFrom(0, 1, 10, 800, 1_000, 30_000), fc.integer({ min: 0, max: 100_000 }));
const factor = fc.oneof(fc.constantFrom(0, 1, 2, 5, 1.5, 0.5), fc.constantFrom(1.1, 0.1, 3.3));
/** A backoff whose delays fit into 64 bits of nanoseconds. */
const backoff: fc.Arbitrary<Backoff> = fc.record(
  { durationMs: duration, factor, steps: fc.integer({ min: -1, max: 11 }), capMs: fc.oneof(fc.constant(0), duration) },
  { requiredKeys: ['durationMs'] },
);

interface Step {
  readonly delayMs: unknown;
  readonly durationMs: unknown;
  readonly steps: unknown;
}

property(
  'each step waits as long, and leaves the same backoff',
  fc.record({
    backoff,
    count: fc.integer({ min: 1, max: 15 }),
    jitter: fc.constantFrom(0, 0.1, 1, 2),
    random: fc.double({ min: 0, max: 0.999, noNaN: true }),
  }),
  [],
  async ({ backoff: given, count, jitter, random }, ask) => {
    const answer = await ask('backoff.steps', { backoff: given, count });
    let state: Backoff = { ...given, jitter };
    for (const step of valueOf(answer) as Step[]) {
      const { delayMs, next } = backoffStep(state, () => random);
      state = next;
      // Go's randomness cannot be set. The oracle returns delays without jitter, to which jitter is added.
      expectNear(delayMs / (1 + jitter * random), step.delayMs);
      expectNear(next.durationMs, step.durationMs);
      expect(next.steps).toBe(step.steps);
    }
  },
);

property(
  'a backoff that is reset after a time without failures gives the same delays',
  fc.record({
    backoff,
    resetMs: fc.oneof(duration, fc.constant(-1)),
    pausesMs: fc.array(fc.oneof(duration, fc.constant(0)), { minLength: 1, maxLength: 10 }),
  }),
  [],
  async (input, ask) => {
    const wanted = valueOf(await ask('backoff.withReset', input)) as unknown[];
    const clock = newFakeClock();
    const next = delayWithReset(input.backoff, input.resetMs, clock);
    for (const [i, pause] of input.pausesMs.entries()) {
      clock.advance(pause);
      expectNear(next(), wanted[i]);
    }
  },
);

sameAnswer('the backoffs for conflicts are the same', 'backoff.defaults', fc.constant({}), () => ({
  retry: { capMs: 0, ...defaultRetry },
  backoff: { capMs: 0, ...defaultBackoff },
}));

sameAnswer(
  'work is tried as often, and fails with the same error',
  'backoff.onError',
  fc.record({
    steps: fc.integer({ min: 1, max: 6 }),
    outcomes: fc.array(fc.constantFrom('retriable', 'retriable', 'fatal', 'ok'), { maxLength: 7 }),
  }),
  async ({ steps, outcomes }) => {
    let tries = 0;
    const work = (): void => {
      tries += 1;
      const outcome = outcomes[tries - 1] ?? 'ok';
      if (outcome !== 'ok') throw new Error(outcome);
    };
    const isRetriable = (error: unknown): boolean => error instanceof Error && error.message === 'retriable';
    const error = await onError(isRetriable, work, { backoff: { steps, durationMs: 0 } }).then(
      () => null,
      (failure: unknown) => (failure instanceof Error ? failure.message : String(failure)),
    );
    return { tries, error };
  },
);
