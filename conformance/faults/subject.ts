import { randomBytes } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  createRESTClient,
  newInformerFactory,
  silentLogger,
  type RESTClient,
  type RESTConfig,
  type SharedInformerFactory,
} from 'kube-client-runtime';
import type { AcceleratedClock } from './accelerated-clock.js';
import { startFaultProxy, type FaultProxy } from './fault-proxy.js';
import type { Gate } from './gate.js';
import { pods, widgets } from './kinds.js';
import { Progress } from './progress.js';
import type { SeededRandom } from './random.js';
import { Watched } from './watched.js';
import { Workload } from './workload.js';

export interface SubjectOptions {
  readonly namespace: string;
  /** The config of the server, with all permissions. */
  readonly server: RESTConfig;
  /** Whether the server of this program cannot stream initial events. */
  readonly old: boolean;
  readonly random: SeededRandom;
  readonly gate: Gate;
  readonly clock: AcceleratedClock;
  /** The folder for the token file. */
  readonly folder: string;
}

/** A program under test: a client with a credential that expires, informers of two kinds, handlers, a queue and a worker. */
export class Subject {
  readonly namespace: string;
  readonly proxy: FaultProxy;
  readonly watched: readonly Watched[];
  /** The clock of the program. */
  readonly clock: AcceleratedClock;
  private readonly rest: RESTClient;
  private readonly factory: SharedInformerFactory;
  private readonly tokenFile: string;
  private token: string;
  private readonly progress: Progress;

  private constructor(options: SubjectOptions, proxy: FaultProxy, progress: Progress, tokenFile: string, token: string) {
    this.namespace = options.namespace;
    this.proxy = proxy;
    this.tokenFile = tokenFile;
    this.token = token;
    this.progress = progress;
    const { clock } = options;
    this.clock = clock;
    this.rest = createRESTClient(
      { host: proxy.url, bearerTokenFile: tokenFile, proxyUrl: false, logger: silentLogger },
      { clock },
    );
    this.factory = newInformerFactory(this.rest, {
      ...{
        clock,
        logger: silentLogger,
        namespace: options.namespace,
        stripManagedFields: !options.old,
        resyncPeriodMs: 10 * 60_000,
      },
    });
    this.watched = [pods, widgets].map((kind) => {
      const random = options.random.fork(kind.resource.plural);
      const workload = new Workload(options.server, options.namespace, kind, random, options.gate);
      const parts = { kind, namespace: options.namespace, workload, factory: this.factory, clock, random: random.fork('worker') };
      return new Watched({ ...parts, onProgress: () => this.progress.made() });
    });
  }

  static async start(options: SubjectOptions, objects: number): Promise<Subject> {
    const token = newToken();
    const tokenFile = path.join(options.folder, `${options.namespace}.token`);
    await writeFile(tokenFile, token);
    const progress = new Progress();
    const proxy = await startFaultProxy({
      ...{ upstream: options.server, old: options.old, token },
      onProgress: () => progress.made(),
      onOwed: () => options.clock.hold(),
    });
    const subject = new Subject(options, proxy, progress, tokenFile, token);
    await Promise.all(subject.watched.map(({ workload }) => workload.fill(objects)));
    subject.factory.start();
    await subject.factory.waitForCacheSync();
    return subject;
  }

  /** Replaces the credential on the server. `renewCredential` replaces the client's file. */
  expireCredential(): void {
    this.token = newToken();
    this.proxy.setToken(this.token);
  }

  async renewCredential(): Promise<void> {
    // Replace the file atomically, as the kubelet does.
    await writeFile(`${this.tokenFile}.new`, this.token);
    await rename(`${this.tokenFile}.new`, this.tokenFile);
  }

  /** Waits until the condition is true. Rejects after `limitMs` of the clock of this program. */
  until(condition: () => boolean, limitMs: number): Promise<void> {
    return this.progress.until(condition, limitMs, this.clock);
  }

  async stop(): Promise<void> {
    await this.factory.shutdown();
    await Promise.all(this.watched.map((watched) => watched.stop()));
    this.rest.close();
    await this.proxy.close();
  }
}

const newToken = (): string => randomBytes(12).toString('hex');
