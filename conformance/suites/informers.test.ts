/** Recovery of informers: their requests, the events of their handlers, and the equality of cache and server. */
import {
  createRESTClient,
  isDeletedFinalStateUnknown,
  newListerWatcher,
  newSharedIndexInformer,
  type KubeObject,
  type KubeRequest,
  type Middleware,
  type NamespacedResource,
  type RESTClient,
  type SharedIndexInformer,
} from 'kube-client-runtime';
import type { Client } from './support/client.js';
import { afterRestart, forgetThePast, useServer } from './support/server.js';

const subject = useServer();

const maps = '/api/v1/namespaces/{ns}/configmaps';
const ours = 'test=yes';
const configMaps: NamespacedResource = {
  ...{ group: '', version: 'v1', kind: 'ConfigMap', listKind: 'ConfigMapList', plural: 'configmaps', singular: 'configmap' },
  ...{ namespaced: true, verbs: ['list', 'watch'], subresources: [] },
};
const waitMs = 240_000;

const create = (client: Client, name: string): Promise<unknown> =>
  client.must('POST', maps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels: { test: 'yes' } } });

/** A connection from one client to the server that records requests and can be cut. */
class Line {
  readonly requests: string[] = [];
  /** Called after each forwarded request. */
  onRequest: () => void = () => undefined;
  /** Resolves when the connection is restored. Undefined unless it is cut. */
  private up: { readonly promise: Promise<void>; readonly resolve: () => void } | undefined;
  private open = new AbortController();

  readonly middleware: Middleware = (next) => ({
    send: async (request, signal) => {
      // Wait here, regardless of retries: the next request is sent when the connection is restored.
      await this.up?.promise;
      signal?.throwIfAborted();
      this.requests.push(asked(request));
      this.onRequest();
      return next.send(request, signal ? AbortSignal.any([signal, this.open.signal]) : this.open.signal);
    },
  });

  /** Cuts open responses. Further requests wait. */
  cut(): void {
    let resolve = (): void => undefined;
    this.up = { promise: new Promise<void>((done) => (resolve = done)), resolve: () => resolve() };
    this.open.abort(broken());
  }

  /** Forgets earlier requests, and forwards the waiting ones. */
  restore(): void {
    this.requests.length = 0;
    this.open = new AbortController();
    this.up?.resolve();
    this.up = undefined;
  }
}

const broken = (): Error => Object.assign(new Error('the line is cut'), { code: 'ECONNRESET' });

/** Returns the purpose of a request and its version. */
function asked({ query }: KubeRequest): string {
  const parameters = new Map(query);
  const from = `from ${JSON.stringify(parameters.get('resourceVersion') ?? '')}`;
  if (parameters.has('sendInitialEvents')) return `stream ${from}`;
  return parameters.has('watch') ? `watch ${from}` : `list ${from}`;
}

describe.each([
  ['streamed', true],
  ['listed', false],
])('an informer whose first state is %s', (_how, useWatchList) => {
  let line: Line;
  let rest: RESTClient;
  let stop: AbortController;
  let informer: SharedIndexInformer<KubeObject>;
  let running: Promise<void>;
  let told: string[];
  let look: () => void;

  beforeEach(() => {
    line = new Line();
    stop = new AbortController();
    told = [];
    look = () => undefined;
    line.onRequest = () => look();
    rest = createRESTClient({ ...subject.config, middleware: [line.middleware] });
    const listerWatcher = newListerWatcher(rest, configMaps, { namespace: subject.namespace, labelSelector: ours });
    informer = newSharedIndexInformer<KubeObject, KubeObject>(listerWatcher, { name: 'configmaps', useWatchList });
    const tell = (text: string): void => {
      told.push(text);
      look();
    };
    informer.addEventHandler({
      onAdd: ({ metadata }) => tell(`add ${metadata.name}`),
      onUpdate: (_before, { metadata }) => tell(`update ${metadata.name}`),
      onDelete: (gone) =>
        tell(isDeletedFinalStateUnknown(gone) ? `lost ${gone.key.split('/')[1]}` : `delete ${gone.metadata.name}`),
    });
  });
  afterEach(async () => {
    stop.abort();
    line.restore();
    await running;
    rest.close();
  });

  /** Starts with the objects `a` and `b`. Resolves with the version that the informer has seen. */
  async function start(): Promise<string> {
    await create(subject.client, 'a');
    await create(subject.client, 'b');
    running = informer.run(stop.signal);
    await toldOnce('add b');
    return informer.lastSyncResourceVersion();
  }

  const toldOnce = (text: string): Promise<void> => once(() => told, text);

  /** Waits until the list has the text. The order of handler calls and requests is not fixed. */
  function once(list: () => readonly string[], text: string | RegExp): Promise<void> {
    const isIt = (entry: string): boolean => (typeof text === 'string' ? entry === text : text.test(entry));
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`there is no ${String(text)} in ${list().join(', ')}`)), waitMs);
      look = () => {
        if (!list().some(isIt)) return;
        clearTimeout(limit);
        resolve();
      };
      look();
    });
  }

  const cached = (): string[] =>
    informer.indexer
      .list()
      .map(({ metadata }) => String(metadata.name))
      .sort();

  test('accepts the initial state at any version', async () => {
    await start();
    await once(() => line.requests, useWatchList ? /^stream/ : /^watch/);
    expect(line.requests).toEqual(
      useWatchList ? ['stream from ""'] : ['list from "0"', expect.stringMatching(/^watch from "\d+"$/)],
    );
  });

  test('goes on from the last version after a cut, without asking for everything again', async () => {
    const version = await start();
    line.cut();
    await subject.client.must('DELETE', `${maps}/a`);
    await create(subject.client, 'c');
    line.restore();
    await toldOnce('add c');
    expect(line.requests).toEqual([`watch from "${version}"`]);
    expect(told).toEqual(['add a', 'add b', 'delete a', 'add c']);
    expect(cached()).toEqual(['b', 'c']);
  });

  test('asks for no older state than it has seen when its version has expired, and tells once of each that is gone', async () => {
    const version = await start();
    line.cut();
    await subject.client.must('DELETE', `${maps}/a`);
    await subject.client.must('DELETE', `${maps}/b`);
    await create(subject.client, 'b');
    await create(subject.client, 'c');
    await forgetThePast();
    // The server answers again after this request.
    await afterRestart(() => create(subject.client, 'd'));
    line.restore();
    await toldOnce('add d');
    expect(line.requests.slice(0, 2)).toEqual([
      `watch from "${version}"`,
      `${useWatchList ? 'stream' : 'list'} from "${version}"`,
    ]);
    expect(told.slice(2).sort()).toEqual(['add c', 'add d', 'lost a', 'update b']);
    expect(cached()).toEqual(['b', 'c', 'd']);
  });
});
