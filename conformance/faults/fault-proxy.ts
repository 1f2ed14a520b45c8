import { once } from 'node:events';
import {
  Agent as HTTPAgent,
  createServer,
  request as requestHTTP,
  type ClientRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { Agent as HTTPSAgent, request as requestHTTPS } from 'node:https';
import type { RESTConfig } from 'kube-client-runtime';
import type { RequestFault, WireFault } from './fault.js';
import { Wire } from './wire.js';

export interface FaultProxyOptions {
  /** The config of the server, with all permissions. */
  readonly upstream: RESTConfig;
  /** Whether to refuse streams of initial events, as servers before WatchList do. */
  readonly old: boolean;
  /** The first valid credential. */
  readonly token: string;
  /** Called after each fault that a client noticed, and after each change of the open watches. */
  readonly onProgress: () => void;
  /** Called when the server starts to owe a response. Returns the function to call when the server has sent it. */
  readonly onOwed: () => () => void;
}

/** A proxy between one client and the server that injects faults. */
export interface FaultProxy {
  readonly url: string;
  /** The number of faults that a client has noticed, in a response or a request. */
  readonly hits: number;
  /** The number of lists and streams of initial events that were begun. */
  readonly lists: number;
  /** The number of watches whose events reach the client. */
  readonly openWatches: number;
  /** Whether every fault of `meetRequests` has met its request. */
  readonly isSpent: boolean;
  /** Injects a fault into each open response of a watch. */
  meetWatches(fault: WireFault): void;
  /** Cuts the open watches, and injects a fault into the following requests. */
  meetRequests(fault: RequestFault, times: number): void;
  /** Cuts all connections. */
  cutAll(): void;
  /** Sets the valid credential. Open responses continue. */
  setToken(token: string): void;
  /** The number of requests that were refused for their credential since `setToken`. */
  readonly refusals: number;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Holds requests that would start a watch, or releases them. */
  holdWatches(hold: boolean): void;
  close(): Promise<void>;
}

/** The annotation of the bookmark that ends the initial events. */
const initialEventsEnd = 'k8s.io/initial-events-end';

const unauthorized = {
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'Unauthorized',
  reason: 'Unauthorized',
  code: 401,
};
const unstreamable = {
  ...{ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'Invalid', code: 422 },
  message: 'ListOptions is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch',
};

/** Starts a proxy on a loopback port; the caller closes it. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const proxy = new Proxy(options);
  await proxy.resume();
  return proxy;
}

class Proxy implements FaultProxy {
  lists = 0;
  refusals = 0;
  private hitCount = 0;
  private readonly options: FaultProxyOptions;
  private readonly target: URL;
  private readonly agent: HTTPAgent;
  private readonly watches = new Set<Wire>();
  private server: Server | undefined;
  private port = 0;
  private token: string;
  private armed: { readonly fault: RequestFault; left: number } | undefined;
  private heldWatches: (() => void)[] | undefined;

  constructor(options: FaultProxyOptions) {
    this.options = options;
    this.token = options.token;
    this.target = new URL(options.upstream.host ?? '');
    const { caData } = options.upstream.tlsClientConfig ?? {};
    this.agent =
      this.target.protocol === 'https:'
        ? new HTTPSAgent({ keepAlive: true, ...(typeof caData === 'string' && { ca: caData }) })
        : new HTTPAgent({ keepAlive: true });
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get hits(): number {
    return this.hitCount;
  }

  get openWatches(): number {
    return [...this.watches].filter((wire) => wire.open).length;
  }

  get isSpent(): boolean {
    return this.armed === undefined;
  }

  meetWatches(fault: WireFault): void {
    for (const wire of [...this.watches]) if (wire.open) wire.meet(fault);
  }

  meetRequests(fault: RequestFault, times: number): void {
    this.armed = { fault, left: times };
    this.meetWatches({ type: 'cut', afterBytes: 0 });
  }

  cutAll(): void {
    this.server?.closeAllConnections();
  }

  setToken(token: string): void {
    this.token = token;
    this.refusals = 0;
  }

  holdWatches(hold: boolean): void {
    const held = this.heldWatches ?? [];
    this.heldWatches = hold ? held : undefined;
    if (!hold) for (const go of held) go();
  }

  async pause(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    this.server = undefined;
    const closed = once(server.close(), 'close');
    server.closeAllConnections();
    await closed;
  }

  async resume(): Promise<void> {
    const server = createServer((request, response) => void this.answer(request, response));
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
    this.port = address.port;
    this.server = server;
  }

  async close(): Promise<void> {
    this.holdWatches(false);
    await this.pause();
    this.agent.destroy();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Errors of a client that has disconnected are irrelevant here.
    response.on('error', () => {});
    const { searchParams } = new URL(request.url ?? '/', this.target);
    const isWatch = searchParams.get('watch') === 'true';
    if (request.headers.authorization !== `Bearer ${this.token}`) {
      this.refusals++;
      this.hit();
      answerWith(response, 401, JSON.stringify(unauthorized));
      return;
    }
    if (isWatch && this.heldWatches !== undefined) await new Promise<void>((resolve) => this.heldWatches?.push(resolve));
    // The client may have disconnected meanwhile.
    if (response.closed) return;
    const streams = searchParams.get('sendInitialEvents') === 'true';
    if (streams && this.options.old) {
      answerWith(response, 422, JSON.stringify(unstreamable));
      return;
    }
    if (!isWatch || streams) this.lists++;
    const fault = this.takeArmed();
    switch (fault?.type) {
      case 'answer':
        this.hit();
        answerWith(response, fault.code, fault.body, fault.headers);
        break;
      case 'reset':
        this.hit();
        response.destroy();
        break;
      case 'ignore':
        this.hit();
        break;
      default:
        await this.forward(request, response, { isWatch, streams }, fault?.fault);
    }
  }

  private hit(): void {
    this.hitCount++;
    this.options.onProgress();
  }

  private takeArmed(): RequestFault | undefined {
    if (this.armed === undefined) return undefined;
    const { fault } = this.armed;
    if (--this.armed.left <= 0) this.armed = undefined;
    this.options.onProgress();
    return fault;
  }

  private async forward(
    request: IncomingMessage,
    response: ServerResponse,
    { isWatch, streams }: { readonly isWatch: boolean; readonly streams: boolean },
    fault?: WireFault,
  ): Promise<void> {
    const wire = new Wire(response, () => this.hit());
    const answered = this.options.onOwed();
    const upstream = this.send(request);
    response.on('close', () => upstream.destroy());
    let tail = '';
    try {
      const answer = await answerOf(upstream);
      const {
        connection: _connection,
        'keep-alive': _keepAlive,
        'transfer-encoding': _transferEncoding,
        ...headers
      } = answer.headers;
      response.writeHead(answer.statusCode ?? 502, headers);
      response.flushHeaders();
      if (isWatch && answer.statusCode === 200) this.watches.add(wire);
      if (fault !== undefined) wire.meet(fault);
      this.options.onProgress();
      let owed = streams || !isWatch;
      if (!owed) answered();
      for await (const chunk of answer as AsyncIterable<Buffer>) {
        if (owed && streams) {
          tail = tail.slice(1 - initialEventsEnd.length) + chunk.toString('latin1');
          owed = !tail.includes(initialEventsEnd);
          if (!owed) answered();
        }
        await wire.write(chunk);
      }
      wire.end();
    } catch {
      // The server or the client has disconnected. Disconnect the other one too.
      wire.break();
    } finally {
      answered();
      this.watches.delete(wire);
    }
  }

  private send(request: IncomingMessage): ClientRequest {
    const { host: _host, connection: _connection, ...headers } = request.headers;
    const { bearerToken } = this.options.upstream;
    const options = {
      ...{ agent: this.agent, method: request.method ?? 'GET' },
      headers: { ...headers, authorization: `Bearer ${bearerToken ?? ''}` },
    };
    const url = new URL(request.url ?? '/', this.target);
    const upstream = this.target.protocol === 'https:' ? requestHTTPS(url, options) : requestHTTP(url, options);
    request.pipe(upstream);
    return upstream;
  }
}

async function answerOf(upstream: ClientRequest): Promise<IncomingMessage> {
  const [answer] = (await once(upstream, 'response')) as [IncomingMessage];
  // Reading the body reports errors. Ignore later errors of the request, which repeat them.
  upstream.on('error', () => {});
  return answer;
}

function answerWith(response: ServerResponse, code: number, body: string, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(body);
}
