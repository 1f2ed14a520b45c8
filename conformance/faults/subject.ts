import { randomBytes } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  createRESTClient,
  newInformerFactory,
  type Clock,
  type RESTClient,
  type RESTConfig,
  type SharedInformerFactory,
} from 'kube-client-runtime';
import { startFaultProxy, type FaultProxy } from './fault-proxy.js';
import type { Gate } from './gate.js';
import { pods, widgets } from './kinds.js';
import type { SeededRandom } from './random.js';
import { Watched } from './watched.js';
import { Workload } from './workload.js';

export interface SubjectOptions {
  readonly namespace: string;
  /** The server, as one that has all rights reaches it. */
  readonly server: RESTConfig;
  /** Whether this one's server cannot stream initial events. */
  readonly old: boolean;
  readonly random: SeededRandom;
  readonly gate: Gate;
  readonly clock: Clock;
  /** Where its token file may be. */
  readonly folder: string;
}

/** A program under test: a client with a credential that expires, informers of two kinds, handlers, a queue and its worker. */
export class Subject {
  readonly namespace: string;
  readonly proxy: FaultProxy;
  readonly watched: readonly Watched[];
  private readonly rest: RESTClient;
  private readonly factory: SharedInformerFactory;
  private readonly tokenFile: string;
  private token: string;
  private waiting: (() => void) | undefined;

  private constructor(options: SubjectOptions, proxy: FaultProxy, tokenFile: string, token: string) {
    this.namespace = options.namespace;
    this.proxy = proxy;
    this.tokenFile = tokenFile;
    this.token = token;
    const { clock } = options;
    this.rest = createRESTClient({ host: proxy.url, bearerTokenFile: tokenFile, proxyUrl: false }, { clock });
    this.factory = newInformerFactory(this.rest, {
      ...{ clock, namespace: options.namespace, stripManagedFields: !options.old, resyncPeriodMs: 10 * 60_000 },
    });
    this.watched = [pods, widgets].map((kind) => {
      const random = options.random.fork(kind.resource.plural);
      const workload = new Workload(options.server, options.namespace, kind, random, options.gate);
      const parts = { kind, namespace: options.namespace, workload, factory: this.factory, clock, random: random.fork('worker') };
      return new Watched({ ...parts, onProgress: () => this.waiting?.() });
    });
  }

  static async start(options: SubjectOptions, objects: number): Promise<Subject> {
    const token = newToken();
    const tokenFile = path.join(options.folder, `${options.namespace}.token`);
    await writeFile(tokenFile, token);
    const proxy = await startFaultProxy({ upstream: options.server, old: options.old, token });
    const subject = new Subject(options, proxy, tokenFile, token);
    await Promise.all(subject.watched.map(({ workload }) => workload.fill(objects)));
    subject.factory.start();
    await subject.factory.waitForCacheSync();
    return subject;
  }

  /** Replaces the credential on the server's side. The client's file follows with `renewCredential`. */
  expireCredential(): void {
    this.token = newToken();
    this.proxy.setToken(this.token);
  }

  async renewCredential(): Promise<void> {
    // As a kubelet does it: the file is whole at every moment.
    await writeFile(`${this.tokenFile}.new`, this.token);
    await rename(`${this.tokenFile}.new`, this.tokenFile);
  }

  /** Resolves when the condition holds; looks each time something was told or done. Rejects when that takes too long. */
  async until(condition: () => boolean, limitMs: number): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      let looking = false;
      const finish = (end: () => void): void => {
        clearTimeout(limit);
        this.waiting = undefined;
        end();
      };
      const limit = setTimeout(() => finish(() => reject(new Error(`not within ${limitMs} ms`))), limitMs);
      const look = (): void => {
        looking = false;
        if (this.waiting !== undefined && condition()) finish(resolve);
      };
      // Once a turn: many things are told in one.
      this.waiting = () => {
        if (!looking) setImmediate(look);
        looking = true;
      };
      this.waiting();
    });
  }

  async stop(): Promise<void> {
    await this.factory.shutdown();
    await Promise.all(this.watched.map((watched) => watched.stop()));
    this.rest.close();
    await this.proxy.close();
  }
}

const newToken = (): string => randomBytes(12).toString('hex');
