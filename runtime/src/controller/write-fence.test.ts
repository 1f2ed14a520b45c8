import { isLeadershipLost, LeadershipLostError } from '../leaderelection/index.js';
import { createRESTClient, type KubeRequest, type Transport } from '../rest/index.js';
import { fenceWrites } from './write-fence.js';

const request = (method: KubeRequest['method']): KubeRequest => ({ method, path: '/x', query: [], headers: {} });

function setup() {
  const sent: string[] = [];
  const state = { open: true, hold: Promise.resolve() };
  const transport: Transport = {
    send: async ({ method }) => {
      sent.push(method);
      return {
        status: 200,
        headers: {},
        body: (async function* () {
          yield Buffer.from('{}');
        })(),
      };
    },
  };
  // A request can wait for a connection, for credentials or for a rate limit. This delay represents all of them.
  const middleware = [
    (next: Transport): Transport => ({
      send: async (kubeRequest, signal) => {
        await state.hold;
        return next.send(kubeRequest, signal);
      },
    }),
  ];
  const check = (): void => {
    if (!state.open) throw new LeadershipLostError('the lease ended', { reason: 'LeaseExpired', lock: 'ns/lock' });
  };
  return { rest: fenceWrites(createRESTClient({ transport, middleware }), check), sent, state };
}

test.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)(
  '%s rejects while the check throws, and the error names the request',
  async (method) => {
    const { rest, sent, state } = setup();
    await rest.request(request(method));
    state.open = false;
    for (const call of [
      rest.request(request(method)),
      rest.text(request(method)),
      rest.raw(request(method)),
      rest.stream(request(method)),
    ]) {
      const error: unknown = await call.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(isLeadershipLost(error)).toBe(true);
      expect(error).toMatchObject({
        message: `${method} /x was not sent: the lease ended`,
        reason: 'LeaseExpired',
        lock: 'ns/lock',
      });
    }
    expect(sent).toEqual([method]);
  },
);

test.each(['GET', 'HEAD', 'OPTIONS'] as const)('%s passes while the check throws', async (method) => {
  const { rest, sent, state } = setup();
  state.open = false;
  await rest.raw(request(method));
  expect(sent).toEqual([method]);
});

test('a write is not sent if the check begins to throw while it waits', async () => {
  const { rest, sent, state } = setup();
  let go = (): void => {};
  state.hold = new Promise((resolve) => (go = resolve));
  const write = rest.request(request('POST'));
  state.open = false;
  go();
  await expect(write).rejects.toThrow(LeadershipLostError);
  expect(sent).toEqual([]);
});

test('the onSend of a request is also called', async () => {
  const { rest } = setup();
  const onSend = jest.fn();
  await rest.request({ ...request('PUT'), onSend });
  expect(onSend).toHaveBeenCalledTimes(1);
});
