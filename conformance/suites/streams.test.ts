/**
 * Exec, attach, port-forward and followed logs through the API server to a kubelet. The embedded server does not serve them yet.
 */
import { createServer, connect, type AddressInfo, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  createRESTClient,
  isBadRequest,
  isInternalError,
  isNotFound,
  subresourceClient,
  type SubresourceClient,
} from 'kube-client-runtime';
import { kind, kubeletPort, useServer } from './support/server.js';

const podResource = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  listKind: 'PodList',
  plural: 'pods',
  singular: 'pod',
  namespaced: true,
  verbs: ['get'],
  subresources: ['attach', 'exec', 'log', 'portforward'],
} as const;

const withKubelet = kind === 'real' && kubeletPort !== undefined ? describe : describe.skip;

withKubelet('streams of a container', () => {
  const subject = useServer();
  const node = `kubelet-${process.pid}`;
  let pods: SubresourceClient;
  let rest: ReturnType<typeof createRESTClient>;

  beforeAll(async () => {
    const addresses = [{ type: 'InternalIP', address: '127.0.0.1' }];
    const status = { addresses, daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } } };
    await subject.client.must('POST', '/api/v1/nodes', { metadata: { name: node } });
    await subject.client.patch(`/api/v1/nodes/${node}/status`, 'merge', { status });
    rest = createRESTClient(subject.config);
  });

  beforeEach(async () => {
    const path = `/api/v1/namespaces/${subject.namespace}/pods`;
    await subject.client.must('POST', path, {
      metadata: { name: 'web' },
      spec: { nodeName: node, containers: [{ name: 'main', image: 'none' }] },
    });
    await subject.client.patch(`${path}/web/status`, 'merge', { status: { phase: 'Running' } });
    pods = subresourceClient(rest, podResource, subject.namespace);
  });

  afterAll(async () => {
    rest.close();
    await subject.client.must('DELETE', `/api/v1/nodes/${node}`);
  });

  test('exec returns the exit code and both outputs', async () => {
    const command = ['sh', '-c', 'echo out; echo err >&2; exit 3'];
    expect(await pods.exec('web', { command })).toEqual({ code: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  test('exec reports a process that a signal ended', async () => {
    expect(await pods.exec('web', { command: ['sh', '-c', 'kill -9 $$'] })).toMatchObject({ code: 137 });
  });

  test('the end of stdin closes the input of the process', async () => {
    expect(await pods.exec('web', { command: ['cat'], stdin: 'hello' })).toMatchObject({ code: 0, stdout: 'hello' });
  });

  test('a terminal has the size that resize reports', async () => {
    async function* sizes() {
      yield { width: 81, height: 25 };
    }
    const command = ['sh', '-c', 'until [ "$(stty size)" = "25 81" ]; do :; done; stty size'];
    expect((await pods.exec('web', { command, tty: true, resize: sizes() })).stdout).toBe('25 81\r\n');
  });

  test('attach sends to the main process and receives from it', async () => {
    expect(await pods.attach('web', { stdin: 'hello' })).toMatchObject({ code: 0, stdout: 'hello' });
  });

  test('a command that cannot be started, an unknown container and an unknown pod are errors', async () => {
    const failed = (name: string, options: { command: string[]; container?: string }): Promise<unknown> =>
      pods.exec(name, options).catch((error: unknown) => error);
    expect(isInternalError(await failed('web', { command: ['no-such-program'] }))).toBe(true);
    expect(isBadRequest(await failed('web', { command: ['ls'], container: 'other' }))).toBe(true);
    expect(isNotFound(await failed('other', { command: ['ls'] }))).toBe(true);
  });

  test('100 MB arrive complete in both directions', async () => {
    let received = 0;
    const stdout = (bytes: Uint8Array): void => void (received += bytes.length);
    await pods.exec('web', { command: ['head', '-c', '100000000', '/dev/zero'], stdout });
    expect(received).toBe(100_000_000);
    async function* megabytes() {
      for (let sent = 0; sent < 100; sent++) yield new Uint8Array(1_000_000);
    }
    expect((await pods.exec('web', { command: ['wc', '-c'], stdin: megabytes() })).stdout.trim()).toBe('100000000');
  });

  test('a signal ends a command, and the call rejects with its reason', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const stdout = (): void => controller.abort(reason);
    const running = pods.exec('web', { command: ['yes'], stdout, signal: controller.signal });
    await expect(running).rejects.toBe(reason);
  });

  test('a followed log yields lines as they are written, and ends with the container', async () => {
    await pods.exec('web', { command: ['write-log', 'one', 'two'] });
    const lines: string[] = [];
    for await (const line of pods.log('log', 'web', { follow: true } as object)) {
      lines.push(line);
      if (line === 'two') await pods.exec('web', { command: ['write-log', 'three'] });
      if (line === 'three') await pods.exec('web', { command: ['end-log'] });
    }
    expect(lines).toEqual(['one', 'two', 'three']);
    expect(await pods.log('log', 'web', { tailLines: 1 } as object)).toBe('three\n');
  });

  describe('port-forward', () => {
    let echo: Server;
    let port: number;

    beforeAll(async () => {
      echo = createServer({ allowHalfOpen: true }, (socket) => socket.pipe(socket).on('error', () => {}));
      await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
      ({ port } = echo.address() as AddressInfo);
    });
    afterAll(() => new Promise((resolve) => echo.close(resolve)));

    test('forwards connections of a local port', async () => {
      const forward = await pods.portForward('web');
      const listener = await forward.listen(port);
      const answers = Array.from({ length: 20 }, async (_, index) => {
        const socket = connect({ host: listener.host, port: listener.port, allowHalfOpen: true });
        socket.end(`message ${index}`);
        return text(socket);
      });
      expect(await Promise.all(answers)).toEqual(answers.map((_, index) => `message ${index}`));
      await forward.close();
    });

    test('a stream carries its data in both directions, and half-closes', async () => {
      const forward = await pods.portForward('web');
      const stream = await forward.connect(port);
      stream.end(Buffer.alloc(10_000_000));
      let received = 0;
      for await (const bytes of stream) received += (bytes as Buffer).length;
      expect(received).toBe(10_000_000);
      await forward.close();
    });

    test('a port on which nobody listens is an error of the stream', async () => {
      const forward = await pods.portForward('web');
      const stream = await forward.connect(1);
      await expect(text(stream)).rejects.toThrow('cannot forward port 1');
      await forward.close();
    });
  });
});
