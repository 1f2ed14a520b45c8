import { randomUUID } from 'node:crypto';
import { systemClock } from 'kube-client-runtime/internal';
import type { Status } from 'kube-client-runtime/meta';
import type { RESTConfig, Transport } from 'kube-client-runtime/rest';
import { startGarbageCollector } from '../controllers/garbage-collector.js';
import { watchCrds } from '../crd/controller.js';
import { installCrds } from '../crd/install.js';
import { crdRules, crdStorage } from '../crd/rules.js';
import { type Faults, newFaultInjector } from '../faults/faults.js';
import { ConnectionCut } from '../faults/wire.js';
import { type ServerContext, printTime } from '../handlers/context.js';
import { newWatchRegistry } from '../handlers/watch-registry.js';
import { newInProcessTransport } from '../http/in-process.js';
import { type Listener, listen } from '../http/listener.js';
import { isObject, parseJson } from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import { type GivenDocuments, newOpenApi } from '../openapi/serve.js';
import { builtinDefinitions } from '../resources/builtin.js';
import { Registry } from '../resources/registry.js';
import { Store } from '../storage/store.js';
import { accessOf, kubeconfigOf, restConfigOf } from './access.js';
import { type Reactor, newInterceptors } from './intercept.js';
import type { ApiServerOptions } from './options.js';
import { type RequestRecord, newPipeline } from './pipeline.js';

/** A Kubernetes API server in this process. */
export interface ApiServer {
  /** The URL, such as `http://127.0.0.1:45123`. */
  readonly url: string;
  /** Returns a kubeconfig with one context for this server, as YAML. */
  kubeconfig(): string;
  /** Returns a new configuration with which a REST client reaches this server. */
  restConfig(): RESTConfig;
  /** A transport that passes requests to the server in the process, by the same rules and with the same faults as over HTTP. */
  readonly transport: Transport;
  /** All requests so far, oldest first, over HTTP and in process. */
  readonly requests: readonly RequestRecord[];
  /** Clears `requests`. */
  clearRequests(): void;
  /** Faults on demand. */
  readonly faults: Faults;
  /**
   * Lets `reactor` answer requests of a verb (`list`, …, or `*`) to a resource (`pods`, `pods/status`, or `*`). Returns a
   * function that removes the reactor.
   */
  intercept(verb: string, resource: string, reactor: Reactor): () => void;
  /**
   * Installs CustomResourceDefinitions, in the same forms as the option `crds`.
   *
   * Throws a StatusError if a definition is rejected.
   */
  installCrds(...crds: readonly (string | object)[]): void;
  /** The version of the newest change. */
  readonly resourceVersion: string;
  /** The number of running watches. */
  readonly watches: number;
  /** The number of open connections. */
  readonly connections: number;
  /** Drops the history, as a compaction of etcd does. Watches and lists of older versions are answered with 410. */
  compact(): void;
  /**
   * Ends running watches: all of them, or those of a resource (`pods`, `deployments.apps`). Sends an `ERROR` event first if a
   * status is given. Returns the number of ended watches.
   */
  endWatches(options?: { readonly resource?: string; readonly status?: Status }): number;
  /** Cuts every connection. New connections are accepted. */
  cutConnections(): void;
  /** Stops listening, so that connections are refused, until `restart()`. Objects stay. */
  pause(): Promise<void>;
  /**
   * Stops listening, cuts all connections, and listens on the same port again. Objects and history stay; `compact()` drops the
   * history.
   */
  restart(): Promise<void>;
  /** Ends the server. No socket, timer or listener remains. Can be called twice. */
  stop(): Promise<void>;
}

/** Returns the given OpenAPI documents, copied through JSON so that the server owns them. */
function givenDocuments({ openApi = {} }: ApiServerOptions): GivenDocuments {
  const entries = Object.entries(openApi).map(([name, document]) => [name, parseJson(JSON.stringify(document))] as const);
  return Object.fromEntries(entries.flatMap(([name, document]) => (isObject(document) ? [[name, document]] : [])));
}

/**
 * Starts an API server on a loopback port. The caller must call `stop()`.
 *
 * Rejects with a StatusError if one of the CRDs is rejected.
 *
 * @example
 * ```ts
 * import { startApiServer } from 'kube-client-testing';
 * import { createClientset } from './generated/index.js';
 *
 * const testServer = await startApiServer();
 * const { coreV1: core, rest: client } = createClientset(testServer.restConfig());
 * await core.configMaps('default').create({ metadata: { name: 'settings' }, data: { replicas: '3' } });
 * (await core.configMaps('default').get('settings')).data; // => { replicas: '3' }
 * client.close();
 * await testServer.stop();
 * ```
 */
export async function startApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  const clock = options.clock ?? systemClock;
  const context: ServerContext = {
    store: new Store(options.historySize ?? 10_000),
    registry: new Registry(builtinDefinitions({ [crdStorage]: crdRules })),
    clock,
    random: options.random ?? Math.random,
    bookmarkIntervalMs: options.bookmarkIntervalMs ?? 60_000,
    checkNamespaces: options.checkNamespaces ?? true,
    podLog: options.podLog ?? (() => ''),
    watches: newWatchRegistry(),
  };
  const faults = newFaultInjector();
  const interceptors = newInterceptors();
  let requests: RequestRecord[] = [];
  const answer = newPipeline({
    context,
    openApi: newOpenApi(context.registry, givenDocuments(options)),
    faults,
    interceptors,
    tokens: options.tokens === undefined ? undefined : new Set(options.tokens),
    record: (request) => requests.push(request),
  });
  watchCrds(context);
  if (options.garbageCollector === true) startGarbageCollector(context);
  bootstrap(context, options.namespaces ?? []);
  installCrds(context, options.crds ?? []);

  const listenOn = (port: number): Promise<Listener> => listen({ port, tls: options.tls, clock, answer });
  let listener: Listener | undefined = await listenOn(options.port ?? 0);
  const { port } = listener;
  const access = accessOf(port, options);
  const cuts = new Set<() => void>();
  let stopped = false;

  const cutAll = (): void => {
    listener?.cutConnections();
    for (const cut of [...cuts]) cut();
  };
  const pause = async (): Promise<void> => {
    const closing = listener;
    listener = undefined;
    cutAll();
    await closing?.close();
  };

  return {
    url: access.url,
    kubeconfig: () => kubeconfigOf(access),
    restConfig: () => restConfigOf(access),
    transport: newInProcessTransport({
      clock,
      answer,
      connect: (cut) => {
        if (listener === undefined) throw new ConnectionCut('ECONNREFUSED');
        cuts.add(cut);
        return () => cuts.delete(cut);
      },
    }),
    get requests() {
      return requests;
    },
    clearRequests: () => {
      requests = [];
    },
    faults,
    intercept: (verb, resource, reactor) => interceptors.add(verb, resource, reactor),
    installCrds: (...crds) => installCrds(context, crds),
    get resourceVersion() {
      return String(context.store.revision);
    },
    get watches() {
      return context.watches.size;
    },
    get connections() {
      return listener?.connections() ?? 0;
    },
    compact: () => context.store.compact(),
    endWatches: ({ resource, status } = {}) =>
      context.watches.end({ ...(resource !== undefined && { storage: resource }), ...(status && { status }) }),
    cutConnections: cutAll,
    pause,
    restart: async () => {
      if (stopped) throw new Error('the server was stopped; start a new one');
      await pause();
      listener = await listenOn(port);
    },
    stop: async () => {
      stopped = true;
      context.watches.end({});
      await pause();
    },
  };
}

const everyCluster = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** Creates the objects that exist before any client connects. */
export function bootstrap(context: ServerContext, namespaces: readonly string[]): void {
  for (const name of new Set([...everyCluster, ...namespaces])) context.store.put('namespaces', namespaceOf(context, name));
}

function namespaceOf(context: ServerContext, name: string): ApiObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      uid: randomUUID(),
      creationTimestamp: printTime(context.clock.now()),
      labels: { 'kubernetes.io/metadata.name': name },
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}
