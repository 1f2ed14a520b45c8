import {
  createRESTClient,
  isProbableEOF,
  namespacedClient,
  type NamespacedClient,
  type KubeList,
  type RESTConfig,
  mergePatch,
} from 'kube-client-runtime';
import { newAcceleratedClock } from './accelerated-clock.js';
import type { Gate } from './gate.js';
import type { Kind } from './kinds.js';
import { Ledger, stateOf, type Stored } from './ledger.js';
import type { SeededRandom } from './random.js';

/** A writer of objects of one kind in one namespace, directly to the server. It keeps a ledger of the objects. */
export class Workload {
  readonly ledger = new Ledger();
  private readonly kind: Kind;
  private readonly random: SeededRandom;
  private readonly gate: Gate;
  private readonly client: NamespacedClient<Stored, KubeList<Stored>, never>;
  private readonly close: () => void;
  private made = 0;
  private target = 0;

  constructor(config: RESTConfig, namespace: string, kind: Kind, random: SeededRandom, gate: Gate) {
    // Its time limits use the time of this process: a process without CPU must not report a silent server.
    const rest = createRESTClient(config, { clock: newAcceleratedClock(1) });
    this.client = namespacedClient(rest, kind.resource, namespace);
    this.kind = kind;
    this.random = random;
    this.gate = gate;
    this.close = () => rest.close();
  }

  /** Creates `count` objects. */
  async fill(count: number): Promise<void> {
    this.target = count;
    const lanes = Array.from({ length: 8 }, async (_, lane) => {
      for (let i = lane; i < count; i += 8) await this.create();
    });
    await Promise.all(lanes);
  }

  /**
   * Makes `count` changes, one after the other. Most are updates, some create and delete objects. The number of objects stays
   * near the number that `fill` created.
   */
  async change(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const names = [...this.ledger.current.keys()];
      const roll = this.random.next();
      if (names.length === 0) await this.create();
      else if (roll < 0.35) {
        // Delete more than is created above the target, and less below it.
        const surplus = (names.length - this.target) / Math.max(this.target, 1);
        if (this.random.next() < 0.5 - surplus) await this.create();
        else await this.remove(this.random.pick(names));
      } else if (roll < 0.4) await this.recreate(this.random.pick(names));
      else await this.update(this.random.pick(names));
    }
  }

  /** Makes one update, and returns the name of the object. */
  async changeOne(): Promise<string> {
    const name = this.random.pick([...this.ledger.current.keys()]);
    await this.update(name);
    return name;
  }

  /** Returns every object of the namespace, in the state that the server lists. */
  async list(): Promise<readonly Stored[]> {
    const { items } = await this.gate.write(() => again(() => this.client.list()));
    return items;
  }

  /** Returns the differences between the server's list and the ledger. There must be none. */
  async audit(): Promise<string[]> {
    const items = await this.list();
    const server = new Map(items.map((item) => [item.metadata.name, stateOf(item)]));
    const wrong = [...this.ledger.current.values()].filter((object) => server.get(object.metadata.name) !== stateOf(object));
    const differs = wrong.map(
      ({ metadata: { name } }) => `the server has ${server.get(name) ?? 'no'} ${name}, the ledger another`,
    );
    return items.length === this.ledger.current.size
      ? differs
      : [...differs, `the server has ${items.length} objects, the ledger other ones`];
  }

  stop(): void {
    this.close();
  }

  private async create(name = `object-${++this.made}`): Promise<void> {
    const object = this.kind.create(name, this.random);
    this.ledger.wrote(await this.gate.write(() => again(() => this.client.create(object))));
  }

  private async update(name: string): Promise<void> {
    const patch = mergePatch<Stored>(this.kind.change(this.random));
    this.ledger.wrote(await this.gate.write(() => again(() => this.client.patch(name, patch))));
  }

  private async remove(name: string): Promise<void> {
    await this.gate.write(() => again(() => this.client.delete(name, { gracePeriodSeconds: 0 })));
    this.ledger.removed(name);
  }

  private async recreate(name: string): Promise<void> {
    await this.remove(name);
    await this.create(name);
  }
}

/** The number of connections that a client keeps. */
const mostStale = 32;

/**
 * Repeats a write whose reused connection was closed before. No write runs during a restart of the server, so only idle
 * connections break. Each attempt removes one of them.
 */
async function again<T>(call: () => Promise<T>): Promise<T> {
  for (let stale = 0; ; stale++) {
    try {
      return await call();
    } catch (error) {
      if (!isProbableEOF(error) || stale >= mostStale) throw error;
    }
  }
}
