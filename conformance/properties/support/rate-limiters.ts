import fc from 'fast-check';
import type { Clock } from 'kube-client-runtime';
import {
  defaultControllerRateLimiter,
  defaultItemBasedRateLimiter,
  newBucketRateLimiter,
  newItemExponentialFailureRateLimiter,
  newItemFastSlowRateLimiter,
  newMaxOfRateLimiter,
  newWithMaxWaitRateLimiter,
  type RateLimiter,
} from 'kube-client-runtime/workqueue';

/** A rate limiter in the form of `conformance/oracle/ratelimiters.go`. */
export type RateLimiterSpec =
  | { readonly kind: 'exponential'; readonly baseMs: number; readonly maxMs: number }
  | { readonly kind: 'fastslow'; readonly baseMs: number; readonly maxMs: number; readonly fast: number }
  | { readonly kind: 'bucket'; readonly qps: number; readonly burst: number }
  | { readonly kind: 'max'; readonly parts: readonly RateLimiterSpec[] }
  | { readonly kind: 'maxwait'; readonly maxMs: number; readonly parts: readonly [RateLimiterSpec] }
  | { readonly kind: 'controller' | 'item' };

/** Rate limiters with a counter per item, whose delays are multiples of a second. */
export const itemLimiter: fc.Arbitrary<RateLimiterSpec> = fc.oneof(
  fc.record({ kind: fc.constant('exponential' as const), baseMs: seconds(0, 3), maxMs: seconds(0, 20) }),
  fc.record({
    kind: fc.constant('fastslow' as const),
    baseMs: seconds(0, 3),
    maxMs: seconds(0, 20),
    fast: fc.integer({ min: 0, max: 4 }),
  }),
);

const single: fc.Arbitrary<RateLimiterSpec> = fc.oneof(
  itemLimiter,
  fc.record({
    kind: fc.constant('exponential' as const),
    baseMs: fc.integer({ min: 0, max: 50 }),
    maxMs: fc.integer({ min: 0, max: 1e6 }),
  }),
  fc.record({
    kind: fc.constant('bucket' as const),
    qps: fc.constantFrom(0.1, 1, 3, 10, 1000),
    burst: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ kind: fc.constantFrom('controller' as const, 'item' as const) }),
);

/** Any rate limiter, including nested ones. */
export const anyLimiter: fc.Arbitrary<RateLimiterSpec> = fc.oneof(
  { weight: 3, arbitrary: single },
  fc.record({ kind: fc.constant('max' as const), parts: fc.array(single, { maxLength: 3 }) }),
  fc.record({ kind: fc.constant('maxwait' as const), maxMs: fc.integer({ min: 0, max: 5_000 }), parts: fc.tuple(single) }),
);

function seconds(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min, max }).map((count) => count * 1_000);
}

export function newRateLimiter(spec: RateLimiterSpec, clock: Clock): RateLimiter<string> {
  switch (spec.kind) {
    case 'exponential':
      return newItemExponentialFailureRateLimiter(spec.baseMs, spec.maxMs);
    case 'fastslow':
      return newItemFastSlowRateLimiter(spec.baseMs, spec.maxMs, spec.fast);
    case 'bucket':
      return newBucketRateLimiter(spec.qps, spec.burst, clock);
    case 'max':
      return newMaxOfRateLimiter(...spec.parts.map((part) => newRateLimiter(part, clock)));
    case 'maxwait':
      return newWithMaxWaitRateLimiter(newRateLimiter(spec.parts[0], clock), spec.maxMs);
    case 'controller':
      return defaultControllerRateLimiter(clock);
    case 'item':
      return defaultItemBasedRateLimiter();
  }
}
