import type { KubeRequest, Middleware, RESTClient } from 'kube-client-runtime';
import { normalise } from './normalise.js';

/** A response, parsed if it is JSON. */
export interface Reply {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a test looks into is what it tests
  readonly body: any;
}

export type PatchType = 'json' | 'merge' | 'strategic-merge' | 'apply';

/** A client of plain requests, to compare the data on the wire. `{ns}` in a path is replaced by the namespace of the test. */
export interface Client {
  get(path: string): Promise<Reply>;
  post(path: string, body: unknown): Promise<Reply>;
  put(path: string, body: unknown): Promise<Reply>;
  patch(path: string, type: PatchType, body: unknown): Promise<Reply>;
  delete(path: string, options?: object): Promise<Reply>;
  send(method: KubeRequest['method'], path: string, options?: SendOptions): Promise<Reply>;
  /** Returns the body of a response. Throws if the status is not a success. */
  must(method: KubeRequest['method'], path: string, body?: unknown): Promise<unknown>;
  /** Returns the first `count` events of a watch, or fewer if the server ends it. */
  watch(path: string, count: number): Promise<Event[]>;
  /** Replaces all values of a response that differ between runs. */
  readonly comparable: (reply: unknown) => unknown;
}

export interface Event {
  readonly type: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  readonly object: any;
}

export interface SendOptions {
  readonly body?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

const patchTypes: Readonly<Record<PatchType, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  'strategic-merge': 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

/** Removes the header that makes a client retry, so that tests see the first response. */
export const firstAnswer: Middleware = (next) => ({
  async send(request, signal) {
    const response = await next.send(request, signal);
    return { ...response, headers: { ...response.headers, 'retry-after': undefined } };
  },
});

export function newClient(rest: RESTClient, namespace = ''): Client {
  const requestOf = (method: KubeRequest['method'], target: string, { body, headers }: SendOptions): KubeRequest => {
    const { pathname, searchParams } = new URL(target.replaceAll('{ns}', namespace), 'http://server');
    return {
      method,
      path: pathname,
      query: [...searchParams],
      headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body }),
    };
  };
  const send: Client['send'] = async (method, path, options = {}) => {
    const { status, body } = await rest.raw(requestOf(method, path, options));
    const text = Buffer.from(body).toString('utf8');
    // Ignore the content type: a real server sends the index of its OpenAPI documents as plain text.
    const parsed: unknown = text.startsWith('{') ? JSON.parse(text) : text;
    return { status, body: parsed };
  };
  const json = (body: unknown): SendOptions => ({ body: body === undefined ? undefined : JSON.stringify(body) });
  return {
    send,
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, json(body)),
    put: (path, body) => send('PUT', path, json(body)),
    patch: (path, type, body) => send('PATCH', path, { ...json(body), headers: { 'content-type': patchTypes[type] } }),
    delete: (path, options) => send('DELETE', path, json(options)),
    must: async (method, path, body) => {
      const reply = await send(method, path, json(body));
      if (reply.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(reply.body)}`);
      return reply.body;
    },
    watch: async (path, count) => {
      const events: Event[] = [];
      if (count === 0) return events;
      const { body } = await rest.stream({ ...requestOf('GET', path, {}), streaming: true }, { timeoutMs: 240_000 });
      let text = '';
      const decoder = new TextDecoder();
      for await (const chunk of body) {
        text += decoder.decode(chunk, { stream: true });
        const lines = text.split('\n');
        text = lines.pop() ?? '';
        events.push(...lines.map((line) => JSON.parse(line) as Event));
        if (events.length >= count) break;
      }
      return events.slice(0, count);
    },
    comparable: (reply) => normalise(reply, namespace),
  };
}
