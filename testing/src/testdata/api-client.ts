import type { ApiServer } from '../index.js';

/** An answer with its body parsed. Tests look into it as they like. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a test looks into is what it tests
  readonly body: any;
}

export interface Client {
  get(path: string, headers?: Record<string, string>): Promise<Reply>;
  post(path: string, body: unknown): Promise<Reply>;
  put(path: string, body: unknown): Promise<Reply>;
  patch(path: string, type: 'json' | 'merge' | 'strategic-merge' | 'apply', body: unknown): Promise<Reply>;
  delete(path: string, body?: unknown): Promise<Reply>;
  /** Opens a watch; `next()` waits for an event, `rest()` for the end. */
  watch(path: string): Promise<Watch>;
}

export interface Event {
  readonly type: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  readonly object: any;
}

export interface Watch {
  readonly status: number;
  next(): Promise<Event>;
  take(count: number): Promise<Event[]>;
  rest(): Promise<Event[]>;
  close(): Promise<void>;
}

const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  'strategic-merge': 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

/** A client on plain `fetch`, so that what is tested is what goes over the wire. */
export function clientOf(server: Pick<ApiServer, 'url'>): Client {
  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(server.url + path, {
      method,
      headers: { ...(text !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(text !== undefined && { body: text }),
    });
    const answer = await response.text();
    const parsed: unknown = response.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(answer) : answer;
    return { status: response.status, headers: response.headers, body: parsed };
  };
  return {
    get: (path, headers) => send('GET', path, undefined, headers),
    post: (path, body) => send('POST', path, body),
    put: (path, body) => send('PUT', path, body),
    patch: (path, type, body) => send('PATCH', path, body, { 'content-type': patchTypes[type] }),
    delete: (path, body) => send('DELETE', path, body),
    watch: async (path) => {
      const response = await fetch(`${server.url}${path}${path.includes('?') ? '&' : '?'}watch=true`);
      return watchOf(response);
    },
  };
}

function watchOf(response: Response): Watch {
  const events = eventsOf(response);
  const next = async (): Promise<Event> => {
    const { value, done } = await events.next();
    if (done === true) throw new Error('the watch ended');
    return value;
  };
  return {
    status: response.status,
    next,
    take: async (count) => {
      const taken: Event[] = [];
      while (taken.length < count) taken.push(await next());
      return taken;
    },
    rest: async () => {
      const all: Event[] = [];
      for await (const event of events) all.push(event);
      return all;
    },
    close: async () => {
      await events.return(undefined);
    },
  };
}

async function* eventsOf(response: Response): AsyncGenerator<Event, void> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    let end = text.indexOf('\n');
    while (end >= 0) {
      yield JSON.parse(text.slice(0, end)) as Event;
      text = text.slice(end + 1);
      end = text.indexOf('\n');
    }
  }
}

/** A config map, the plainest object there is. */
export function configMap(name: string, data: Record<string, string> = {}, labels?: Record<string, string>): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...(labels && { labels }) }, data };
}
