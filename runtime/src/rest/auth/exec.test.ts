import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { newFakeClock, systemClock } from '../../util/index.js';
import type { RESTConfig } from '../config.js';
import { createRESTClient } from '../rest-client.js';
import { serveTCP } from '../testdata/loopback.js';
import { turnsUntil } from '../testdata/turns.js';
import { untilAborted } from '../testdata/until-aborted.js';
import type { ExecConfig } from './auth-provider.js';
import { parseExecCredential } from './exec-protocol.js';
import { newExecProvider } from './exec-provider.js';
import type { ProcessRequest, ProcessResult } from './run-process.js';

const v1 = 'client.authentication.k8s.io/v1';
const exec: ExecConfig = { apiVersion: v1, command: 'plugin' };
const output = (status: unknown, apiVersion = v1): string => JSON.stringify({ kind: 'ExecCredential', apiVersion, status });

describe('parseExecCredential', () => {
  test('reads token, certificate and expiry', async () => {
    const status = { token: 't', clientCertificateData: 'c', clientKeyData: 'k', expirationTimestamp: '2026-01-01T00:00:00Z' };
    expect(await parseExecCredential(output(status), exec)).toEqual({
      headers: { authorization: 'Bearer t' },
      clientCertificate: { cert: 'c', key: 'k' },
      expiresAt: Date.UTC(2026, 0, 1),
    });
  });

  test.each<[string, string]>([
    ['', 'it printed nothing'],
    ['hunter2', 'it did not print an ExecCredential'],
    ['token: *hunter2', 'it printed something that is neither JSON nor YAML'],
    ['{"token": "hunter2",', 'it printed something that is neither JSON nor YAML'],
    [output({ token: 't' }, 'hunter2'), 'and returned version unknown'],
    ['{"hunter2":1}', 'it did not print an ExecCredential'],
    [
      output({ token: 'hunter2' }, 'client.authentication.k8s.io/v1beta1'),
      'configured to use API version client.authentication.k8s.io/v1, and returned version client.authentication.k8s.io/v1beta1',
    ],
    [output(undefined), "it didn't return a status field"],
    [output({}), "it didn't return a token or cert/key pair"],
    [output({ clientKeyData: 'hunter2' }), 'it returned only certificate or key, not both'],
    [output({ token: 5 }), 'status.token must be a string'],
    [output({ token: 'hunter2\n' }), 'status.token contains invalid characters'],
    [output({ token: 'hunter2', expirationTimestamp: 'soon' }), 'status.expirationTimestamp is not a time'],
  ])('the error of %j names the problem, without quoting it', async (text, message) => {
    const error: unknown = await parseExecCredential(text, exec).catch((caught: unknown) => caught);
    expect(String(error)).toContain(message);
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain('hunter2');
  });

  const asYAML = `kind: ExecCredential\napiVersion: ${v1}\nstatus:\n  token: t\n  expirationTimestamp: 2026-01-01T00:00:00Z\n`;
  const asJSON = output({ token: 't', expirationTimestamp: '2026-01-01T00:00:00Z' });
  const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le');
  test.each<[string, string | Uint8Array]>([
    ['JSON', Buffer.from(asJSON)],
    ['JSON after a byte order mark', Buffer.from(`\uFEFF${asJSON}`)],
    ['JSON in UTF-16, little-endian', utf16(asJSON)],
    ['JSON in UTF-16, big-endian', utf16(asJSON).swap16()],
    ['YAML', asYAML],
    ['YAML after a byte order mark, with CRLF', Buffer.from(`\uFEFF${asYAML.replaceAll('\n', '\r\n')}`)],
    ['YAML with document markers', `---\n${asYAML}---\n`],
  ])('reads %s', async (_name, printed) => {
    const wanted = { headers: { authorization: 'Bearer t' }, expiresAt: Date.UTC(2026, 0, 1) };
    expect(await parseExecCredential(printed, exec)).toEqual(wanted);
  });

  test.each(['0001-01-01T00:00:00Z', '0001-01-01T00:00:00+00:00', '', null])('the expiry %j is no expiry', async (expiry) => {
    const credentials = await parseExecCredential(output({ token: 't', expirationTimestamp: expiry }), exec);
    expect(credentials).toEqual({ headers: { authorization: 'Bearer t' } });
  });
});

describe('newExecProvider', () => {
  function setup(config: Partial<ExecConfig> = {}, rest: RESTConfig = {}, isTerminal = false) {
    const clock = newFakeClock();
    const runs: { request: ProcessRequest; signal: AbortSignal; finish: (result: ProcessResult) => void }[] = [];
    const provider = newExecProvider(
      { ...rest, execProvider: { ...exec, ...config } },
      {
        clock,
        isTerminal,
        run: (request, signal) =>
          Promise.race([
            new Promise<ProcessResult>((finish) => void runs.push({ request, signal, finish })),
            untilAborted(signal),
          ]),
      },
    );
    return { clock, runs, provider };
  }
  const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
  const exited = (text: string, code = 0): ProcessResult => ({ type: 'exited', code, output: text });

  test('many requests share one run, and its result until it expires', async () => {
    const { provider, runs, clock } = setup();
    const all = Promise.all([provider.credentials(), provider.credentials(), provider.credentials()]);
    await turn();
    runs[0]?.finish(exited(output({ token: 'a', expirationTimestamp: new Date(clock.now() + 60_000).toISOString() })));
    expect((await all).map(({ headers }) => headers?.['authorization'])).toEqual(['Bearer a', 'Bearer a', 'Bearer a']);
    await provider.credentials();
    expect(runs).toHaveLength(1);
    clock.advance(50_000);
    void provider.credentials();
    await turn();
    expect(runs).toHaveLength(2);
  });

  test('rejected credentials are renewed once for all requests, which are repeated only with other credentials', async () => {
    const { provider, runs } = setup();
    const first = provider.credentials();
    await turn();
    runs[0]?.finish(exited(output({ token: 'a' })));
    const used = await first;
    const rejections = Promise.all([provider.rejected(used), provider.rejected(used)]);
    await turn();
    runs[1]?.finish(exited(output({ token: 'b' })));
    expect(await rejections).toEqual([true, true]);
    expect(await provider.rejected(used)).toBe(true);
    const now = await provider.credentials();
    const same = provider.rejected(now);
    await turn();
    runs[2]?.finish(exited(output({ token: 'b' })));
    expect(await same).toBe(false);
  });

  test('an aborted caller does not affect the others, and the last aborted caller ends the run', async () => {
    const { provider, runs } = setup();
    const [one, two] = [new AbortController(), new AbortController()];
    const answers = [one, two].map(({ signal }) => provider.credentials(signal).catch((error: unknown) => error));
    await turn();
    one.abort('first');
    await turn();
    expect(runs[0]?.signal.aborted).toBe(false);
    two.abort('second');
    expect(await Promise.all(answers)).toEqual(['first', 'second']);
    expect(runs[0]?.signal.aborted).toBe(true);
    const again = provider.credentials();
    await turn();
    runs[1]?.finish(exited(output({ token: 'c' })));
    expect(await again).toMatchObject({ headers: { authorization: 'Bearer c' } });
  });

  test.each<[ProcessResult, string]>([
    [{ type: 'not-started', code: 'ENOENT' }, 'exec: executable plugin not found\n\ninstall it with brew'],
    [{ type: 'not-started', code: 'EACCES' }, 'exec: executable plugin cannot be started: EACCES\n\ninstall it with brew'],
    [exited('hunter2', 3), 'exec: executable plugin failed with exit code 3'],
    [exited('hunter2'), 'exec plugin plugin: it did not print an ExecCredential'],
    [{ type: 'timed-out' }, 'exec: executable plugin did not finish within 60000 ms'],
    [{ type: 'killed', signal: 'SIGKILL' }, 'exec: executable plugin was ended by SIGKILL'],
  ])('the error of a plugin has its name and its hint, but not its output: %#', async (result, message) => {
    const { provider, runs } = setup({ installHint: 'install it with brew' });
    const answer = provider.credentials();
    await turn();
    runs[0]?.finish(result);
    await expect(answer).rejects.toThrow(new Error(message));
  });

  test('the plugin receives the cluster if provideClusterInfo is set', async () => {
    const { provider, runs } = setup(
      { provideClusterInfo: true, clusterExtension: { audience: 'x' }, env: [{ name: 'A', value: '1' }], args: ['get'] },
      { host: 'https://h', tlsClientConfig: { caData: 'PEM', serverName: 'n' }, proxyUrl: 'http://p' },
    );
    void provider.credentials();
    await new Promise((resolve) => setImmediate(resolve));
    expect(runs[0]?.request).toMatchObject({
      command: 'plugin',
      args: ['get'],
      interactive: false,
      timeoutMs: 60_000,
      env: { A: '1' },
    });
    expect(JSON.parse(runs[0]?.request.env['KUBERNETES_EXEC_INFO'] ?? '')).toEqual({
      kind: 'ExecCredential',
      apiVersion: v1,
      spec: {
        interactive: false,
        cluster: {
          server: 'https://h',
          'tls-server-name': 'n',
          'certificate-authority-data': Buffer.from('PEM').toString('base64'),
          'proxy-url': 'http://p',
          config: { audience: 'x' },
        },
      },
    });
  });

  test.each([
    ['Never', true, false],
    ['IfAvailable', true, true],
    ['IfAvailable', false, false],
    ['Always', true, true],
  ] as const)('interactiveMode %s with a terminal %s is interactive %s', async (interactiveMode, isTerminal, wanted) => {
    const { provider, runs } = setup({ interactiveMode }, {}, isTerminal);
    void provider.credentials();
    await turn();
    expect(runs[0]?.request).toMatchObject({ interactive: wanted, timeoutMs: wanted ? 0 : 60_000 });
  });

  test('interactiveMode Always without a terminal is an error of the request', async () => {
    await expect(setup({ interactiveMode: 'Always' }).provider.credentials()).rejects.toThrow(
      'cannot support interactive mode: standard input is not a terminal',
    );
  });
});

describe('a real plugin', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'exec-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  const script = (name: string, body: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, `#!${process.execPath}\n${body}`);
    chmodSync(file, 0o755);
    return file;
  };
  const answering = (status: number[]) => {
    const seen: (string | undefined)[] = [];
    return {
      seen,
      send: async (request: { headers: Readonly<Record<string, string>> }) => {
        seen.push(request.headers['authorization']);
        return {
          status: status[seen.length - 1] ?? 200,
          headers: {},
          body: (async function* () {
            yield Buffer.from('{}');
          })(),
        };
      },
    };
  };

  test('returns a token, and another one when the server rejects it', async () => {
    const counter = path.join(folder, 'count');
    writeFileSync(counter, '');
    const command = script(
      'counts',
      `const fs = require('fs'); fs.appendFileSync(${JSON.stringify(counter)}, 'x');
       console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: JSON.parse(process.env.KUBERNETES_EXEC_INFO).apiVersion, status: { token: 't' + fs.readFileSync(${JSON.stringify(counter)}, 'utf8').length } }));`,
    );
    const transport = answering([200, 200, 401, 200]);
    const client = createRESTClient({ transport, execProvider: { ...exec, command } });
    for (let i = 0; i < 3; i++) await client.request({ method: 'POST', path: '/', query: [], headers: {}, body: '{}' });
    expect(transport.seen).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t1', 'Bearer t2']);
    expect(readFileSync(counter, 'utf8')).toBe('xx');
  });

  test('clients of one config and its copies share one login; a changed config has its own', async () => {
    const counter = path.join(folder, 'logins');
    writeFileSync(counter, '');
    const command = script(
      'logs-in',
      `require('fs').appendFileSync(${JSON.stringify(counter)}, 'x');
       console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: ${JSON.stringify(v1)}, status: { token: process.env.WHO ?? 't' } }));`,
    );
    const transport = answering([]);
    const calls: number[] = [];
    const metrics = { execPluginCalls: (code: number) => void calls.push(code) };
    const config: RESTConfig = { transport, execProvider: { ...exec, command } };
    const clients = [config, { ...config, qps: 5, metrics }, { ...config, userAgent: 'x' }].map((one) => createRESTClient(one));
    const get = { method: 'GET', path: '/', query: [], headers: {} } as const;
    await Promise.all(clients.map((client) => client.request(get)));
    await Promise.all(clients.map((client) => client.request(get)));
    expect(readFileSync(counter, 'utf8')).toBe('x');
    const other = { ...config, execProvider: { ...exec, command, env: [{ name: 'WHO', value: 'other' }] }, metrics };
    await createRESTClient(other).request(get);
    expect(transport.seen.at(-1)).toBe('Bearer other');
    expect(readFileSync(counter, 'utf8')).toBe('xx');
    expect(calls).toEqual([0]);
    // A config is plain data. A changed config must not get the old login.
    Object.assign(other.execProvider, { env: [{ name: 'WHO', value: 'third' }] });
    await createRESTClient(other).request(get);
    expect(transport.seen.at(-1)).toBe('Bearer third');
  });

  test('that hangs is ended by the timeout, and by the signal', async () => {
    const command = script('hangs', 'setInterval(() => {}, 1000);');
    const limited = newExecProvider({ execProvider: { ...exec, command, timeoutMs: 200 } }, { clock: systemClock });
    await expect(limited.credentials()).rejects.toThrow('did not finish within 200 ms');
    const patient = newExecProvider({ execProvider: { ...exec, command } }, { clock: systemClock });
    const controller = new AbortController();
    const answer = patient.credentials(controller.signal);
    controller.abort(new Error('stop'));
    await expect(answer).rejects.toThrow('stop');
  });

  test('runs at most twice for one request, even if the second token is rejected', async () => {
    const command = script(
      'twice',
      `console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: ${JSON.stringify(v1)}, status: { token: String(process.pid) } }));`,
    );
    const transport = answering([401, 401, 401]);
    const client = createRESTClient({ transport, execProvider: { ...exec, command } });
    await expect(client.request({ method: 'GET', path: '/', query: [], headers: {} })).rejects.toMatchObject({ code: 401 });
    expect(transport.seen).toHaveLength(2);
    expect(new Set(transport.seen).size).toBe(2);
  });

  test('may leave a process that keeps its output open', async () => {
    const server = await serveTCP((socket) => socket.resume());
    const agent = script(
      'agent',
      `require('net').connect(${server.port}, '127.0.0.1').on('error', () => {}).on('close', () => process.exit());`,
    );
    const command = script(
      'leaves-agent',
      `require('child_process').spawn(${JSON.stringify(agent)}, { stdio: ['ignore', 'inherit', 'ignore'], detached: true }).unref();
       console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: ${JSON.stringify(v1)}, status: { token: 't' } }));`,
    );
    const provider = newExecProvider({ execProvider: { ...exec, command } }, { clock: systemClock });
    await expect(provider.credentials()).resolves.toEqual({ headers: { authorization: 'Bearer t' } });
    await server.close();
  });

  test('that ignores SIGTERM is killed', async () => {
    const server = await serveTCP((socket) => socket.resume());
    const command = script(
      'stubborn',
      `process.on('SIGTERM', () => {}); require('net').connect(${server.port}, '127.0.0.1').write('x');`,
    );
    const provider = newExecProvider({ execProvider: { ...exec, command } }, { clock: systemClock });
    const controller = new AbortController();
    const answer = provider.credentials(controller.signal);
    answer.catch(() => {});
    await turnsUntil(() => server.sockets.size > 0);
    const [socket] = server.sockets;
    controller.abort(new Error('stop'));
    await expect(answer).rejects.toThrow('stop');
    // The connection ends with the process.
    if (socket !== undefined) await once(socket, 'close');
    await server.close();
  });

  test('that prints too much is ended', async () => {
    const command = script('endless', `const x = 'x'.repeat(1 << 20); (function f() { process.stdout.write(x, f); })();`);
    await expect(newExecProvider({ execProvider: { ...exec, command } }, { clock: systemClock }).credentials()).rejects.toThrow(
      'printed more than 4 MB',
    );
  });

  test('with invalid arguments is an error that does not quote them', async () => {
    const command = script('fine', '');
    const provider = newExecProvider({ execProvider: { ...exec, command, args: ['hunter2\0'] } }, { clock: systemClock });
    await expect(provider.credentials()).rejects.toThrow(/^exec: .*cannot be started: ERR_INVALID_ARG_VALUE$/);
  });

  test('that does not exist is an error of the request, with its hint', async () => {
    const client = createRESTClient({
      transport: answering([]),
      execProvider: { ...exec, command: '/no/such/plugin', installHint: 'get it' },
    });
    await expect(client.request({ method: 'GET', path: '/', query: [], headers: {} })).rejects.toThrow(
      /executable \/no\/such\/plugin not found\n\nget it/,
    );
  });
});
