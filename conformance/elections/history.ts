import { step } from '../../runtime/src/leaderelection/election-step.js';
import { newSeededRandom, type SeededRandom } from '../faults/random.js';
import { Candidate, type StepFunction } from './candidate.js';
import { LeaseServer, Network, type NetworkFaults } from './lease-server.js';
import { VirtualProcess, VirtualTime } from './virtual-time.js';

/**
 * The events of a history:
 *
 * - `restarts`: candidates are killed and start again, with a new identity or the same one.
 * - `deletions`: all candidates run from the start to the end, while the Lease is deleted and nulled. A candidate that starts
 *   without a Lease may lead at once. So there are no restarts, and nothing is deleted before each candidate has read the lock.
 */
export type HistoryKind = 'restarts' | 'deletions';

/** Faults that are planted into the code under test, to prove that histories find them. */
export interface Planted {
  readonly step?: StepFunction;
  readonly fenced?: boolean;
  readonly checksVersions?: boolean;
  /**
   * The ratio of the fastest clock to the slowest.
   *
   * Default: the ratio that the documentation allows
   */
  readonly clockRatio?: number;
}

export interface HistoryResult {
  /** The first broken rule, with the true time at which it broke. */
  readonly violation: string | undefined;
  /** The number of times that a candidate began to lead. */
  readonly terms: number;
  /** The number of writes that the fence allowed. */
  readonly writes: number;
}

const allTimes = [
  { leaseDurationMs: 15_000, renewDeadlineMs: 10_000, retryPeriodMs: 2_000 },
  { leaseDurationMs: 5_000, renewDeadlineMs: 3_000, retryPeriodMs: 1_000 },
  { leaseDurationMs: 5_000, renewDeadlineMs: 4_600, retryPeriodMs: 500 },
  { leaseDurationMs: 9_500, renewDeadlineMs: 9_000, retryPeriodMs: 3_000 },
];
const calm: NetworkFaults = {
  slow: 0,
  late: 0,
  lostRequest: 0,
  lostAnswer: 0,
  duplicated: 0,
  refused: 0,
  deaf: 0,
  pausedWrite: 0,
  lastWrite: 0,
};
const faultyMs = 60_000;
/**
 * The time without faults at the end. Longer than a late request, a lease, and the wait of a candidate together. Unit:
 * milliseconds
 */
const calmMs = 90_000;

/** Runs the history of a seed, and reports the first time at which two candidates lead. */
export async function runHistory(kind: HistoryKind, seed: number, planted: Planted = {}): Promise<HistoryResult> {
  // Most errors of a history are responses of its server. Their stacks would take a third of the time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return await new History(kind, newSeededRandom(seed), planted).run();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The result of many histories. */
export interface HistoriesResult {
  readonly histories: number;
  readonly terms: number;
  readonly writes: number;
  /** The violations, with the seeds of their histories. */
  readonly violations: readonly string[];
}

/** Runs the histories of `count` seeds from `firstSeed` on. Ends with the first violation if `untilFound`. */
export async function runHistories(
  kind: HistoryKind,
  {
    firstSeed = 1,
    count,
    planted,
    untilFound = false,
  }: { firstSeed?: number; count: number; planted?: Planted; untilFound?: boolean },
): Promise<HistoriesResult> {
  let terms = 0;
  let writes = 0;
  let histories = 0;
  const violations: string[] = [];
  while (histories < count && !(untilFound && violations.length > 0)) {
    const seed = firstSeed + histories++;
    const result = await runHistory(kind, seed, planted);
    terms += result.terms;
    writes += result.writes;
    if (result.violation !== undefined) violations.push(`seed ${seed}, ${result.violation}`);
  }
  return { histories, terms, writes, violations };
}

class History {
  private readonly kind: HistoryKind;
  private readonly random: SeededRandom;
  private readonly planted: Planted;
  private readonly time = new VirtualTime();
  private readonly server = new LeaseServer();
  private readonly times: (typeof allTimes)[number];
  private readonly networks = new Map<Candidate, Network>();
  private readonly members: Candidate[] = [];
  private readonly faults: NetworkFaults;
  private readonly clockRatio: number;
  private latest: Candidate | undefined;
  private violation: string | undefined;
  private terms = 0;
  private writes = 0;

  constructor(kind: HistoryKind, random: SeededRandom, planted: Planted) {
    this.kind = kind;
    this.random = random;
    this.planted = planted;
    this.server.checksVersions = planted.checksVersions ?? true;
    this.times = random.pick(allTimes);
    const { leaseDurationMs, retryPeriodMs, renewDeadlineMs } = this.times;
    const allowed = Math.max(1, (leaseDurationMs / (retryPeriodMs + renewDeadlineMs)) * 0.999);
    this.clockRatio = planted.clockRatio ?? random.pick([1, allowed, allowed]);
    const often = random.pick([4, 10, 30]);
    const some = (): number => (random.oneIn(2) ? often : 0);
    this.faults = {
      slow: some(),
      late: some() * 3,
      lostRequest: some(),
      lostAnswer: some(),
      duplicated: some(),
      refused: some(),
      deaf: some(),
      pausedWrite: some(),
      lastWrite: some(),
    };
  }

  async run(): Promise<HistoryResult> {
    const { random, time } = this;
    const count = random.between(2, 4);
    for (let i = 0; i < count; i++) this.join(`c${i}`);
    for (const member of this.members) member.process.deliver(random.between(0, 5_000), () => member.start());
    this.plan();
    const check = (): void => this.check();
    await time.runUntil(faultyMs, check);
    for (const network of this.networks.values()) {
      network.faults = calm;
      network.cut = false;
    }
    for (const member of this.members) if (member.process.state !== 'killed') member.start();
    const isLed = (): boolean => this.members.some(({ leads }) => leads);
    for (let end = faultyMs + 1_000; end < faultyMs + calmMs && !isLed(); end += 1_000) await time.runUntil(end, check);
    if (!isLed()) this.broken('nobody leads after the faults');
    for (const member of this.members) member.stop();
    await time.runUntil(time.now + 10_000, check);
    return { violation: this.violation, terms: this.terms, writes: this.writes };
  }

  private join(identity: string): Candidate {
    const { random, planted } = this;
    const faults = this.time.now < faultyMs ? this.faults : calm;
    const rate = random.pick([1, this.clockRatio, 1 + random.next() * (this.clockRatio - 1)]);
    const process = new VirtualProcess(this.time, random, {
      rate,
      monotonicStart: random.between(0, 1e7),
      timeOfDayStart: Date.UTC(2026, 0, 1) + random.between(-1e9, 1e9),
    });
    const network = new Network(this.time, this.server, random, faults, this.times.leaseDurationMs);
    const candidate: Candidate = new Candidate({
      identity,
      process,
      network,
      random,
      times: this.times,
      releaseOnCancel: random.oneIn(2),
      stepFunction: planted.step ?? step,
      fenced: planted.fenced ?? true,
      onLead: (leader) => {
        this.terms += 1;
        this.latest = leader;
      },
      onWrite: (writer) => {
        this.writes += 1;
        if (writer !== this.latest)
          this.broken(`${writer.identity} writes although ${this.latest?.identity ?? ''} has led since`);
      },
    });
    this.members.push(candidate);
    this.networks.set(candidate, network);
    return candidate;
  }

  /** Plans the events of the candidates and the Lease. */
  private plan(): void {
    const { random } = this;
    const often = random.pick([3_000, 8_000, 20_000]);
    for (let at = random.between(500, often); at < faultyMs; at += random.between(200, often))
      this.time.at(at, () => this.befall());
    if (this.kind === 'restarts') return;
    const edits = random.between(1, 8);
    for (let i = 0; i < edits; i++) {
      this.time.at(random.between(1_000, faultyMs), () => {
        if ([...this.networks.values()].some(({ hasRead }) => !hasRead)) return;
        if (random.oneIn(2)) this.server.delete();
        else this.server.empty(random);
      });
    }
  }

  private befall(): void {
    const { random, times } = this;
    const alive = this.members.filter(({ process }) => process.state !== 'killed');
    if (alive.length === 0) return;
    // Prefer the leader, whose faults matter most.
    const leader = alive.find(({ leads }) => leads);
    const member = leader !== undefined && random.oneIn(2) ? leader : random.pick(alive);
    switch (random.between(0, 4)) {
      case 0:
        member.process.pause(random.between(10, 1_000), () => member.write());
        return;
      case 1:
        member.process.pause(random.between(1_000, times.leaseDurationMs * 2), () => member.write());
        return;
      case 2:
        this.networks.get(member)?.cutFor(random.between(1_000, times.leaseDurationMs * 2));
        return;
      case 3:
        // An administrator stops the candidate, which starts again soon.
        if (member.process.state !== 'running') return;
        member.stop();
        member.process.deliver(random.between(100, times.leaseDurationMs), () => member.start());
        return;
      case 4:
        if (this.kind === 'deletions') return;
        member.process.kill();
        this.time.at(this.time.now + random.between(0, times.leaseDurationMs), () => {
          const next = this.join(random.oneIn(2) ? member.identity : `${member.identity}'`);
          next.process.deliver(0, () => next.start());
        });
        return;
    }
  }

  /** Checks that at most one of the running, up-to-date processes leads, and that it began last. */
  private check(): void {
    for (const member of this.members) {
      if (!member.leads || member.process.state !== 'running') continue;
      if (member !== this.latest) this.broken(`${member.identity} leads although ${this.latest?.identity ?? ''} has led since`);
    }
  }

  private broken(rule: string): void {
    this.violation ??= `at ${Math.round(this.time.now)} ms: ${rule}`;
  }
}
