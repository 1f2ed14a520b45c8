import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createRESTClient, isAlreadyExists, type RESTClient, type RESTConfig } from 'kube-client-runtime';
import { newAcceleratedClock } from './accelerated-clock.js';
import { drawFault, type Fault } from './fault.js';
import { Gate } from './gate.js';
import { widgetDefinition } from './kinds.js';
import { newSeededRandom, type SeededRandom } from './random.js';
import { Subject } from './subject.js';

/** The server under the clients, whichever it is. */
export interface FaultServer {
  /** As one that has all rights. */
  readonly config: RESTConfig;
  compact(): Promise<unknown>;
  restart(): Promise<unknown>;
}

export interface FaultRunOptions {
  /** Settles what is drawn: which faults, which changes. */
  readonly seed: number;
  readonly faults: number;
  /** How often the server goes away and comes back, among the faults. */
  readonly restarts: number;
  /** How many programs run side by side, each with its own faults. Default: 8. */
  readonly subjects?: number;
  /** How many objects of each kind each of them begins with. Default: 200. */
  readonly objects?: number;
  /** Is told now and then how far it is. */
  readonly progress?: (line: string) => void;
}

/** What came of a run. Nothing was lost and nothing invented, or else the run rejects. */
export interface FaultReport {
  readonly faults: number;
  /** By the names of the faults. */
  readonly counts: Readonly<Record<string, number>>;
  readonly relists: number;
  readonly events: number;
  readonly objects: number;
  readonly lost: readonly string[];
  readonly invented: readonly string[];
}

/** So many times as fast as the machine's runs the clients' clock. */
const acceleration = 80;
/** Far beyond the longest backoff, on the machine's clock. */
const catchUpMs = 60_000;
const shownAtMost = 10;

/**
 * Lets random faults happen to clients while objects change, and compares after each fault what they know with what the server has.
 */
export async function runFaults(server: FaultServer, options: FaultRunOptions): Promise<FaultReport> {
  const run = new Run(server, options);
  return run.whole();
}

class Run {
  private readonly server: FaultServer;
  private readonly options: FaultRunOptions;
  private readonly random: SeededRandom;
  private readonly gate = new Gate();
  private readonly counts: Record<string, number> = {};
  private readonly lost: string[] = [];
  private readonly invented: string[] = [];
  private done = 0;

  constructor(server: FaultServer, options: FaultRunOptions) {
    this.server = server;
    this.options = options;
    this.random = newSeededRandom(options.seed);
  }

  async whole(): Promise<FaultReport> {
    const { subjects: many = 8, objects = 200 } = this.options;
    const folder = await mkdtemp(path.join(os.tmpdir(), 'kube-faults-'));
    const rest = createRESTClient(this.server.config);
    const subjects: Subject[] = [];
    try {
      await installWidgets(rest);
      for (let i = 0; i < many; i++) subjects.push(await this.startSubject(rest, i, objects, folder));
      await Promise.all(subjects.map((subject, i) => this.trouble(subject, i, many)));
      const sum = (of: (subject: Subject) => number): number => subjects.reduce((total, subject) => total + of(subject), 0);
      return {
        ...{ faults: this.done, counts: this.counts, lost: this.lost, invented: this.invented },
        relists: sum(({ proxy }) => proxy.lists),
        events: sum(({ watched }) => watched.reduce((total, { events }) => total + events, 0)),
        objects: sum(({ watched }) => watched.reduce((total, { workload }) => total + workload.ledger.current.size, 0)),
      };
    } finally {
      await Promise.all(subjects.map((subject) => subject.stop()));
      rest.close();
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async startSubject(rest: RESTClient, index: number, objects: number, folder: string): Promise<Subject> {
    const namespace = `faults-${this.options.seed}-${index}`;
    const body = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const headers = { 'content-type': 'application/json' };
    await rest.request({ method: 'POST', path: '/api/v1/namespaces', query: [], headers, body });
    const random = this.random.fork(`subject ${index}`);
    const clock = newAcceleratedClock(acceleration);
    return Subject.start(
      { namespace, server: this.server.config, old: index % 2 === 1, random, gate: this.gate, clock, folder },
      objects,
    );
  }

  /** One subject's share of the faults, one after the other. */
  private async trouble(subject: Subject, index: number, many: number): Promise<void> {
    // What is drawn from the one does not hang on how often the other was asked: the plan is the same whatever the timing.
    const plan = this.random.fork(`plan of ${index}`);
    const random = this.random.fork(`changes of ${index}`);
    const share = Math.ceil((this.options.faults - index) / many);
    const restarts = Math.ceil((this.options.restarts - index) / many);
    for (let turn = 0; turn < share && this.lost.length + this.invented.length === 0; turn++) {
      // Restarts are spread over the run.
      const isRestart = restarts > 0 && turn % Math.ceil(share / restarts) === Math.floor(share / restarts / 2);
      const fault: Fault = isRestart ? { name: 'restart', type: 'restart' } : drawFault(plan);
      if (plan.oneIn(8)) for (const watched of subject.watched) watched.changeHandlers();
      await this.happen(subject, fault, random);
      await this.compare(subject, fault, turn);
      this.counts[fault.name] = (this.counts[fault.name] ?? 0) + 1;
      this.done++;
      if (this.done % 100 === 0) this.options.progress?.(`${this.done} of ${this.options.faults} faults`);
    }
  }

  private async happen(subject: Subject, fault: Fault, random: SeededRandom): Promise<void> {
    const { proxy } = subject;
    const before = proxy.hits;
    const change = (most: number): Promise<unknown> =>
      Promise.all(subject.watched.map(({ workload }) => workload.change(random.between(1, most))));
    /** Changes objects until a client has met the fault. */
    const changeUntilHit = async (): Promise<void> => {
      for (let tries = 0; proxy.hits === before && tries < 200; tries++) await change(4);
    };
    switch (fault.type) {
      case 'wire':
        proxy.meetWatches(fault.fault);
        await changeUntilHit();
        break;
      case 'requests':
        proxy.meetRequests(fault.fault, fault.times);
        await changeUntilHit();
        break;
      case 'away':
        await proxy.pause();
        await Promise.all([change(6), new Promise((resolve) => setTimeout(resolve, fault.ms))]);
        await proxy.resume();
        break;
      case 'credential': {
        subject.expireCredential();
        proxy.meetWatches({ type: 'cut', afterBytes: 0 });
        for (let tries = 0; proxy.refusals < fault.refusals && tries < 200; tries++) await change(2);
        await subject.renewCredential();
        break;
      }
      case 'stall':
        await change(2);
        hold(fault.ms);
        break;
      case 'compaction':
        // The client has missed something, and what it knows is gone when it asks for it.
        proxy.holdWatches(true);
        proxy.meetWatches({ type: 'cut', afterBytes: 0 });
        await change(6);
        await this.gate.exclusively(() => this.server.compact());
        proxy.holdWatches(false);
        break;
      case 'restart':
        await this.gate.exclusively(() => this.server.restart());
        break;
    }
    await change(6);
  }

  private async compare(subject: Subject, fault: Fault, turn: number): Promise<void> {
    const where = `${subject.namespace}, fault ${turn} (${fault.name})`;
    try {
      await subject.until(() => subject.watched.every((watched) => watched.caughtUp()), catchUpMs);
    } catch (error) {
      this.lost.push(`${where}: ${String(error)}`);
    }
    const audits = turn % 10 === 9 ? await Promise.all(subject.watched.map(({ workload }) => workload.audit())) : [];
    const lost = [...audits.flat(), ...subject.watched.flatMap((watched) => watched.lost())];
    const invented = subject.watched.flatMap((watched) => watched.takeInvented());
    this.lost.push(...lost.slice(0, shownAtMost).map((text) => `${where}: ${text}`));
    this.invented.push(...invented.slice(0, shownAtMost).map((text) => `${where}: ${text}`));
  }
}

/** Holds the event loop, as a handler does that computes. */
function hold(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

async function installWidgets(rest: RESTClient): Promise<void> {
  const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  const headers = { 'content-type': 'application/json' };
  try {
    await rest.request({ method: 'POST', path: definitions, query: [], headers, body: JSON.stringify(widgetDefinition) });
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
  const established = ({
    status,
  }: {
    readonly status?: { readonly conditions?: readonly { type: string; status: string }[] };
  }): boolean =>
    status?.conditions?.some((condition) => condition.type === 'Established' && condition.status === 'True') ?? false;
  const { name } = widgetDefinition.metadata;
  for (let tries = 0; tries < 200; tries++) {
    if (established(await rest.request({ method: 'GET', path: `${definitions}/${name}`, query: [], headers: {} }))) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${name} was not established`);
}
