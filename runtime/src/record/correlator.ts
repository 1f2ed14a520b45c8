import type { Patch } from '../patch/index.js';
import { systemClock, type Clock, type Random } from '../util/index.js';
import { EventAggregator } from './aggregator.js';
import type { CoreEvent, NewCoreEvent } from './event.js';
import { eventAggregatorByReason, eventAggregatorByReasonMessage, spamKey } from './event-keys.js';
import { EventLog } from './event-log.js';
import { newEventNames } from './event-names.js';
import { EventSourceObjectSpamFilter } from './spam-filter.js';

export interface CorrelatorOptions {
  /** How many events, groups of similar ones, and objects are remembered, each. Default: 4096. */
  readonly lruCacheSize?: number | undefined;
  /** How many events a source may send about an object at once. Default: 25. */
  readonly burstSize?: number | undefined;
  /** How many more it may send a second. Default: 1/300, one in five minutes. */
  readonly qps?: number | undefined;
  /** What events share those two. Default: source, object and type. */
  readonly spamKeyFunc?: ((event: NewCoreEvent) => string) | undefined;
  /** Which events are similar (`aggregateKey`), and what tells similar ones apart (`localKey`). Default: `eventAggregatorByReason`. */
  readonly keyFunc?: ((event: NewCoreEvent) => { readonly aggregateKey: string; readonly localKey: string }) | undefined;
  /** The message of an event that stands for many. Default: `eventAggregatorByReasonMessage`. */
  readonly messageFunc?: ((event: NewCoreEvent) => string) | undefined;
  /** With how many similar events they are made one. Default: 10. */
  readonly maxEvents?: number | undefined;
  /** After how long without a similar event they are counted anew. Default: 600. */
  readonly maxIntervalInSeconds?: number | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Default: `Math.random`. */
  readonly random?: Random | undefined;
}

/** What is to be done with an event: nothing (`skip`); patch the one that is stored; or, without a patch, store it. */
export type EventCorrelateResult =
  { readonly skip: true } | { readonly skip: false; readonly event: NewCoreEvent; readonly patch: Patch<CoreEvent> | undefined };

/**
 * Keeps a source of events from flooding the server:
 * - the same event again is not stored again: that which is stored counts one more;
 * - of similar events, which differ in their message alone, ten within ten minutes of each other are made one;
 * - of one source about one object 25 are stored at once, and then one in five minutes; the others are skipped.
 *
 * Source: https://pkg.go.dev/k8s.io/client-go/tools/record#EventCorrelator
 */
export interface EventCorrelator {
  eventCorrelate(event: NewCoreEvent): EventCorrelateResult;
  /** To be called with what the server has stored, so that the next of its kind is counted there. */
  updateState(event: CoreEvent): void;
}

export function newEventCorrelator(options: CorrelatorOptions = {}): EventCorrelator {
  const { lruCacheSize = 4096, clock = systemClock, random = Math.random } = options;
  const aggregator = new EventAggregator({
    lruCacheSize,
    keyFunc: options.keyFunc ?? eventAggregatorByReason,
    messageFunc: options.messageFunc ?? eventAggregatorByReasonMessage,
    maxEvents: options.maxEvents ?? 10,
    maxIntervalInSeconds: options.maxIntervalInSeconds ?? 600,
    clock,
    names: newEventNames(clock, random),
  });
  const log = new EventLog(lruCacheSize);
  const { burstSize = 25, qps = 1 / 300, spamKeyFunc = spamKey } = options;
  const filter = new EventSourceObjectSpamFilter({ lruCacheSize, burstSize, qps, spamKeyFunc, clock });
  return {
    eventCorrelate(event) {
      const aggregated = aggregator.aggregate(event);
      const observed = log.observe(aggregated.event, aggregated.key);
      return filter.isSpam(observed.event) ? { skip: true } : { skip: false, ...observed };
    },
    updateState: (event) => log.update(event),
  };
}
