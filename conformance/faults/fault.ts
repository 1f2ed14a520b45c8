import type { SeededRandom } from './random.js';

/** A fault of an open response on the wire. The client sees other bytes, no bytes, or the end. */
export type WireFault =
  /** The connection is cut after this number of bytes. */
  | { readonly type: 'cut'; readonly afterBytes: number }
  /** Nothing arrives after this number of bytes, and the connection remains open, as when it is half-open. */
  | { readonly type: 'silence'; readonly afterBytes: number }
  /** The next bytes arrive in small portions. */
  | { readonly type: 'drip'; readonly bytes: number; readonly portion: number }
  /** The response ends normally. */
  | { readonly type: 'end' }
  /** A line arrives that is not an event. */
  | { readonly type: 'garble' }
  /** An `ERROR` event with this status arrives, and the response ends. */
  | { readonly type: 'errorEvent'; readonly status: object }
  /** The next event is lost, and the response continues. No server does this, and no client can notice it. */
  | { readonly type: 'swallow' };

/** A fault of an incoming request. */
export type RequestFault =
  /** The proxy answers with this status and body, without forwarding the request. */
  | { readonly type: 'answer'; readonly code: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> }
  /** The proxy closes the connection without a response. */
  | { readonly type: 'reset' }
  /** No response arrives, and the connection remains open. */
  | { readonly type: 'ignore' }
  /** The response has a fault on the wire. */
  | { readonly type: 'wire'; readonly fault: WireFault };

/** One fault of a run: its name in the counts, and what it does. */
export type Fault =
  | { readonly name: string; readonly type: 'wire'; readonly fault: WireFault }
  /** The open responses are cut, and the following requests have the fault. */
  | { readonly name: string; readonly type: 'requests'; readonly fault: RequestFault; readonly times: number }
  /** The server accepts no connections for this time of the machine's clock. */
  | { readonly name: string; readonly type: 'away'; readonly ms: number }
  /** The credential is replaced on the server. The client's copy follows after this number of refused requests. */
  | { readonly name: string; readonly type: 'credential'; readonly refusals: number }
  /** The client is paused for this time of its own clock. */
  | { readonly name: string; readonly type: 'stall'; readonly ms: number }
  /** The versions that the client knows are compacted before it reconnects. */
  | { readonly name: string; readonly type: 'compaction' }
  /** The server restarts, for all clients. */
  | { readonly name: string; readonly type: 'restart' };

const statusOf = (code: number, reason: string, message: string, details?: object): object => ({
  ...{ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code },
  ...(details !== undefined && { details }),
});
const expired = statusOf(410, 'Expired', 'too old resource version: 1 (2)');
const tooLarge = statusOf(504, 'Timeout', 'Too large resource version: 9, current: 1', {
  causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
  retryAfterSeconds: 1,
});

function answering(status: object & { readonly code?: number }, headers?: Readonly<Record<string, string>>): RequestFault {
  return { type: 'answer', code: status.code ?? 500, body: JSON.stringify(status), ...(headers && { headers }) };
}

/** The weight of each kind of fault, and the function that draws one. */
const kinds: readonly (readonly [weight: number, draw: (random: SeededRandom) => Fault])[] = [
  [6, (random) => ({ name: 'cut', type: 'wire', fault: { type: 'cut', afterBytes: random.between(0, 4000) } })],
  [1, (random) => ({ name: 'silence', type: 'wire', fault: { type: 'silence', afterBytes: random.between(0, 2000) } })],
  [3, (random) => ({ name: 'drip', type: 'wire', fault: { type: 'drip', bytes: 2000, portion: random.between(1, 40) } })],
  [2, () => ({ name: 'end', type: 'wire', fault: { type: 'end' } })],
  [2, () => ({ name: 'garble', type: 'wire', fault: { type: 'garble' } })],
  [3, () => ({ name: '410 event', type: 'wire', fault: { type: 'errorEvent', status: expired } })],
  [
    1,
    () => {
      const status = statusOf(500, 'InternalError', 'etcdserver: leader changed');
      return { name: '500 event', type: 'wire', fault: { type: 'errorEvent', status } };
    },
  ],
  [
    2,
    (random) => {
      const fault = answering(statusOf(429, 'TooManyRequests', 'too many requests'), { 'retry-after': '1' });
      return { name: '429', type: 'requests', times: random.between(1, 4), fault };
    },
  ],
  [
    2,
    (random) => {
      const fault = answering(statusOf(500, 'InternalError', 'a fault of the server'));
      return { name: '500', type: 'requests', times: random.between(1, 3), fault };
    },
  ],
  [
    1,
    (random) => {
      const fault: RequestFault = {
        type: 'answer',
        code: 502,
        body: '<html>bad gateway</html>',
        headers: { 'content-type': 'text/html' },
      };
      return { name: '502 of a proxy', type: 'requests', times: random.between(1, 2), fault };
    },
  ],
  [2, (random) => ({ name: '410', type: 'requests', times: random.between(1, 2), fault: answering(expired) })],
  [1, (random) => ({ name: 'too large version', type: 'requests', times: random.between(1, 2), fault: answering(tooLarge) })],
  [2, (random) => ({ name: 'reset', type: 'requests', times: random.between(1, 3), fault: { type: 'reset' } })],
  [1, () => ({ name: 'no answer', type: 'requests', times: 1, fault: { type: 'ignore' } })],
  [
    3,
    (random) => {
      const fault: WireFault = { type: 'cut', afterBytes: random.between(0, 20_000) };
      return { name: 'cut from the start', type: 'requests', times: random.between(1, 3), fault: { type: 'wire', fault } };
    },
  ],
  [1, (random) => ({ name: 'away', type: 'away', ms: random.between(1, 60) })],
  [2, (random) => ({ name: 'expired credential', type: 'credential', refusals: random.between(0, 4) })],
  [1, (random) => ({ name: 'slow reading', type: 'stall', ms: random.between(1_000, 120_000) })],
  [1, () => ({ name: 'compaction', type: 'compaction' })],
];

const weights = kinds.reduce((sum, [weight]) => sum + weight, 0);

/** Returns the next fault of a run. Restarts are not drawn, because the run decides how many the server can bear. */
export function drawFault(random: SeededRandom): Fault {
  let left = random.next() * weights;
  for (const [weight, draw] of kinds) {
    left -= weight;
    if (left < 0) return draw(random);
  }
  throw new RangeError('the weights do not add up');
}
