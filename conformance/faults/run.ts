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

/** The server that the clients use. */
export interface FaultServer {
  /** The config with all permissions. */
  readonly config: RESTConfig;
  compact(): Promise<unknown>;
  restart(): Promise<unknown>;
}

export interface FaultRunOptions {
  /** The seed, which determines the faults and the changes. */
  readonly seed: number;
  readonly faults: number;
  /** The number of faults that are restarts of the server. */
  readonly restarts: number;
  /** The number of programs that run side by side, each with its own faults. Default: 8. */
  readonly subjects?: number;
  /** The number of objects of each kind that each program begins with, and that the run stays near. Default: 100. */
  readonly objects?: number;
  /**
   * The time for a program to catch up after a fault, on its own clock, which stands for production time. Default: 3_600_000.
   * Unit: milliseconds
   */
  readonly catchUpMs?: number;
  /**
   * The speed of the clients' clocks relative to the machine's clock while the process is idle. Lower for a server in another
   * process, which needs time while this process is idle. Default: 400.
   */
  readonly acceleration?: number;
  /** Loses an event before the last comparison, as no server does. The run must then report it. Default: false. */
  readonly plant?: boolean;
  /** Called now and then with a line that says how far the run is. */
  readonly progress?: (line: string) => void;
}

/** The result of a run. It passed if `lost` and `invented` are empty, and every fault happened. */
export interface FaultReport {
  readonly faults: number;
  /** The number of caches that were compared with a list of the server at the end. */
  readonly compared: number;
  /** The number of faults by name. */
  readonly counts: Readonly<Record<string, number>>;
  readonly relists: number;
  readonly events: number;
  readonly objects: number;
  readonly lost: readonly string[];
  readonly invented: readonly string[];
}

const defaultAcceleration = 400;
const defaultCatchUpMs = 3_600_000;
const shownAtMost = 10;

/** Causes random faults in clients while objects change. After each fault, compares the state of the clients with the server. */
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
    const { subjects: many = 8, objects = 100, plant = false } = this.options;
    const folder = await mkdtemp(path.join(os.tmpdir(), 'kube-faults-'));
    const rest = createRESTClient(this.server.config, { clock: newAcceleratedClock(1) });
    const subjects: Subject[] = [];
    try {
      await installWidgets(rest);
      for (let i = 0; i < many; i++) subjects.push(await this.startSubject(rest, i, objects, folder));
      await Promise.all(subjects.map((subject, i) => this.trouble(subject, i, many)));
      if (plant && subjects[0] !== undefined) await this.loseAnEvent(subjects[0]);
      const compared = await Promise.all(subjects.map((subject) => this.compareWithList(subject)));
      const sum = (of: (subject: Subject) => number): number => subjects.reduce((total, subject) => total + of(subject), 0);
      return {
        ...{ faults: this.done, counts: this.counts, lost: this.lost, invented: this.invented },
        compared: compared.reduce((total, count) => total + count, 0),
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
    const clock = newAcceleratedClock(this.options.acceleration ?? defaultAcceleration);
    return Subject.start(
      { namespace, server: this.server.config, old: index % 2 === 1, random, gate: this.gate, clock, folder },
      objects,
    );
  }

  /** Causes the faults of one program, in order. */
  private async trouble(subject: Subject, index: number, many: number): Promise<void> {
    // Separate sources keep the plan independent of the number of changes, which depends on timing.
    const plan = this.random.fork(`plan of ${index}`);
    const random = this.random.fork(`changes of ${index}`);
    const share = Math.ceil((this.options.faults - index) / many);
    const restarts = Math.ceil((this.options.restarts - index) / many);
    for (let turn = 0; turn < share && this.lost.length + this.invented.length === 0; turn++) {
      // Restarts are spread over the run.
      const isRestart = restarts > 0 && turn % Math.ceil(share / restarts) === Math.floor(share / restarts / 2);
      const fault: Fault = isRestart ? { name: 'restart', type: 'restart' } : drawFault(plan);
      if (plan.oneIn(8)) for (const watched of subject.watched) watched.changeHandlers();
      const where = `${subject.namespace}, fault ${turn} (${fault.name})`;
      try {
        await this.happen(subject, fault, random);
      } catch (error) {
        this.lost.push(`${where}: ${String(error)}`);
      }
      await this.compare(subject, where, turn);
      this.counts[fault.name] = (this.counts[fault.name] ?? 0) + 1;
      this.done++;
      if (this.done % 100 === 0) this.options.progress?.(`${this.done} of ${this.options.faults} faults`);
    }
  }

  private async happen(subject: Subject, fault: Fault, random: SeededRandom): Promise<void> {
    const { proxy, clock } = subject;
    const before = proxy.hits;
    const change = (most: number): Promise<unknown> =>
      Promise.all(subject.watched.map(({ workload }) => workload.change(random.between(1, most))));
    /** Changes objects until a client has received enough bytes to meet the fault. */
    const changeUntilHit = async (): Promise<void> => {
      for (let tries = 0; proxy.hits === before && tries < 200; tries++) {
        await this.until(subject, () => proxy.openWatches > 0 || proxy.hits > before);
        await change(4);
      }
    };
    switch (fault.type) {
      case 'wire':
        await this.untilWatching(subject);
        proxy.meetWatches(fault.fault);
        await changeUntilHit();
        break;
      case 'requests':
        proxy.meetRequests(fault.fault, fault.times);
        await change(4);
        await this.until(subject, () => proxy.isSpent);
        if (fault.fault.type === 'wire') await changeUntilHit();
        break;
      case 'away':
        await proxy.pause();
        await Promise.all([change(6), new Promise((resolve) => setTimeout(resolve, fault.ms))]);
        await proxy.resume();
        break;
      case 'credential': {
        subject.expireCredential();
        proxy.meetWatches({ type: 'cut', afterBytes: 0 });
        await change(2);
        await this.until(subject, () => proxy.refusals >= fault.refusals);
        await subject.renewCredential();
        break;
      }
      case 'stall':
        await change(2);
        clock.leap(fault.ms);
        break;
      case 'compaction': {
        // The client has missed changes, and its version is compacted when it asks for them. The compaction takes no time of its
        // clock.
        const release = clock.hold();
        proxy.holdWatches(true);
        proxy.meetWatches({ type: 'cut', afterBytes: 0 });
        await change(6);
        await this.gate.exclusively(() => this.server.compact());
        proxy.holdWatches(false);
        release();
        break;
      }
      case 'restart':
        await this.gate.exclusively(() => this.server.restart());
        break;
    }
    await change(6);
  }

  private until(subject: Subject, condition: () => boolean): Promise<void> {
    return subject.until(condition, this.options.catchUpMs ?? defaultCatchUpMs);
  }

  private untilWatching(subject: Subject): Promise<void> {
    return this.until(subject, () => subject.proxy.openWatches >= subject.watched.length);
  }

  /** Waits until the program has caught up. If it does not, the following comparison reports what is missing. */
  private async catchUp(subject: Subject, where: string): Promise<void> {
    try {
      await this.until(subject, () => subject.watched.every((watched) => watched.caughtUp()));
    } catch (error) {
      this.lost.push(`${where}: ${String(error)}`);
    }
  }

  private async compare(subject: Subject, where: string, turn: number): Promise<void> {
    await this.catchUp(subject, where);
    const audits = turn % 10 === 9 ? await Promise.all(subject.watched.map(({ workload }) => workload.audit())) : [];
    const lost = [...audits.flat(), ...subject.watched.flatMap((watched) => watched.lost())];
    const invented = subject.watched.flatMap((watched) => watched.takeInvented());
    this.lost.push(...lost.slice(0, shownAtMost).map((text) => `${where}: ${text}`));
    this.invented.push(...invented.slice(0, shownAtMost).map((text) => `${where}: ${text}`));
    for (const { workload } of subject.watched) workload.ledger.beginPeriod();
  }

  /** Compares each cache of a subject with a list of the server. Returns the number of caches. */
  private async compareWithList(subject: Subject): Promise<number> {
    const where = `${subject.namespace}, at the end`;
    await this.catchUp(subject, where);
    const differences = await Promise.all(subject.watched.map((watched) => watched.differencesFromList()));
    this.lost.push(...differences.flatMap((texts) => texts.slice(0, shownAtMost)).map((text) => `${where}: ${text}`));
    return differences.length;
  }

  /** Changes an object, and hides the event from the program. */
  private async loseAnEvent(subject: Subject): Promise<void> {
    await this.untilWatching(subject);
    const before = subject.proxy.hits;
    subject.proxy.meetWatches({ type: 'swallow' });
    await subject.watched[0]?.workload.changeOne();
    await this.until(subject, () => subject.proxy.hits > before);
  }
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
