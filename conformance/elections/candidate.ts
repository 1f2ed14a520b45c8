import { silentLogger } from 'kube-client-runtime';
import { newLeaseLock, type LeaderElector } from 'kube-client-runtime/leaderelection';
import type { step } from '../../runtime/src/leaderelection/election-step.js';
import { newElector } from '../../runtime/src/leaderelection/leader-elector.js';
import type { SeededRandom } from '../faults/random.js';
import type { Network } from './lease-server.js';
import type { VirtualProcess } from './virtual-time.js';

/** The real step function, or one with a planted fault. */
export type StepFunction = typeof step;

export interface CandidateSettings {
  readonly identity: string;
  readonly process: VirtualProcess;
  readonly network: Network;
  readonly random: SeededRandom;
  readonly times: { readonly leaseDurationMs: number; readonly renewDeadlineMs: number; readonly retryPeriodMs: number };
  readonly releaseOnCancel: boolean;
  readonly stepFunction: StepFunction;
  /** Called when a candidate begins to lead. */
  readonly onLead: (candidate: Candidate) => void;
  /** Called with each write of a leader that the fence lets pass. */
  readonly onWrite: (candidate: Candidate) => void;
  /** Whether the fence stops writes. False plants a fault: all writes pass. */
  readonly fenced: boolean;
}

/** A process with the real elector and the real lock, and a worker that writes while it leads and for a while after. */
export class Candidate {
  readonly identity: string;
  readonly process: VirtualProcess;
  /** Whether `onStartedLeading` was called and its signal has not fired. */
  leads = false;
  running = false;
  private readonly settings: CandidateSettings;
  private readonly elector: LeaderElector;
  private stopper = new AbortController();
  private hasLed = false;
  private wanted = false;

  constructor(settings: CandidateSettings) {
    const { identity, process, network, random, times, releaseOnCancel } = settings;
    this.settings = settings;
    this.identity = identity;
    this.process = process;
    const lock = newLeaseLock(network.client(process), { namespace: 'default', name: 'lock', identity });
    this.elector = newElector(
      {
        lock,
        ...times,
        releaseOnCancel,
        clock: process.clock,
        random: () => random.next(),
        logger: silentLogger,
        callbacks: { onStartedLeading: (signal) => this.lead(signal), onStoppedLeading: () => {} },
      },
      settings.stepFunction,
    );
  }

  /** Takes part in the election until `stop`, and again after each loss of leadership. */
  start(): void {
    this.wanted = true;
    if (this.running) return;
    this.running = true;
    const { signal } = (this.stopper = new AbortController());
    void this.elector.run(signal).then(() => {
      this.running = false;
      if (this.wanted) this.process.deliver(this.settings.random.between(0, 3_000), () => this.start());
    });
  }

  stop(): void {
    this.wanted = false;
    this.stopper.abort();
  }

  /** Tries to write, even if the signal has fired, as queued work does. */
  write(): void {
    if (!this.hasLed) return;
    try {
      this.elector.checkLease();
    } catch {
      if (this.settings.fenced) return;
    }
    this.settings.onWrite(this);
  }

  private async lead(signal: AbortSignal): Promise<void> {
    const { random, process, onLead } = this.settings;
    this.hasLed = true;
    this.leads = !signal.aborted;
    signal.addEventListener('abort', () => (this.leads = false));
    if (this.leads) onLead(this);
    this.write();
    let ended = signal.aborted;
    const work = (): void => {
      if (ended) return;
      this.write();
      process.deliver(random.between(300, 3_000), work);
    };
    work();
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => void process.deliver(random.between(0, 4_000), resolve));
    });
    ended = true;
  }
}
