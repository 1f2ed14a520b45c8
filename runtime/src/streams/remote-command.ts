import type { CallOptions, ResourceInfo } from '../meta/index.js';
import { buildRequest, type RESTClient, type WebSocketConnection } from '../rest/index.js';
import { piecesOf, TextCollector, writerTo, type ByteSink, type ByteSource, type ByteWriter } from './bytes.js';
import { channelMessage, channels, closeMessage, remoteCommandProtocols, resizeMessage, type TerminalSize } from './channels.js';
import { exitCodeOf } from './command-result.js';

/** Options of `attach`. */
export interface AttachOptions extends CallOptions {
  /**
   * The container.
   *
   * Default: the only container of the pod, or the one that the annotation `kubectl.kubernetes.io/default-container` names
   */
  container?: string | undefined;
  /**
   * Whether the process runs in a terminal. A terminal has no standard error: everything arrives in `stdout`.
   *
   * Default: false
   */
  tty?: boolean | undefined;
  /** The input of the process. Its end closes the input of the process (half-close). Default: no input */
  stdin?: ByteSource | undefined;
  /** Receives the output of the process. Default: the output is collected in the result */
  stdout?: ByteSink | undefined;
  /** Receives the error output of the process. Default: the error output is collected in the result */
  stderr?: ByteSink | undefined;
  /** The sizes of the terminal: the first one at the start, and a new one after each change. Requires `tty`. */
  resize?: AsyncIterable<TerminalSize> | undefined;
  /**
   * The maximum size of each collected output. The call rejects with a `RangeError` if an output is larger.
   *
   * Unit: bytes
   *
   * Default: 10 MiB
   */
  maxOutputBytes?: number | undefined;
}

/** Options of `exec`. */
export interface ExecOptions extends AttachOptions {
  /** The program and its arguments. No shell is involved. */
  command: readonly string[];
}

/** The result of a process that has ended. */
export interface ExecResult {
  /** The exit code. A process that a signal ended has 128 plus the number of the signal. */
  readonly code: number;
  /** The output as text (UTF-8). Empty if the option `stdout` was given. */
  readonly stdout: string;
  /** The error output as text (UTF-8). Empty if the option `stderr` was given, or for a terminal. */
  readonly stderr: string;
}

/** The object that runs a command: a pod, or an object of a virtual machine API. */
export interface CommandTarget {
  /** The resource of the object. */
  readonly resource: ResourceInfo;
  /** The namespace. Undefined for cluster-scoped objects. */
  readonly namespace: string | undefined;
  /** The name. */
  readonly name: string;
}

const defaultMaxOutputBytes = 10 * 1024 * 1024;

/**
 * Runs a command in a container and waits for its end. A non-zero exit code is a result, not an error.
 *
 * ```ts
 * import { exec } from 'kube-client-runtime/streams';
 * import { podResource } from './generated/core/v1/index.js';
 *
 * async function list(name: string): Promise<string> {
 *   const pod = { resource: podResource, namespace: 'default', name };
 *   const { code, stdout, stderr } = await exec(rest, pod, { command: ['ls', '/'] });
 *   if (code !== 0) throw new Error(stderr);
 *   return stdout;
 * }
 * ```
 *
 * Rejects, and closes the connection:
 *
 * - with a `StatusError` if the server refuses the request or cannot start the command
 * - with a `ConnectionError` if the connection ends before the result
 * - with the error of a stream that fails
 * - with the signal's reason
 */
export function exec(rest: RESTClient, target: CommandTarget, options: ExecOptions): Promise<ExecResult> {
  if (options.command.length === 0) return Promise.reject(new TypeError('exec: command must name a program'));
  return run(rest, target, 'exec', options, options.command);
}

/** Attaches to the main process of a container and waits for its end. Resolves and rejects as `exec` does. */
export function attach(rest: RESTClient, target: CommandTarget, options: AttachOptions = {}): Promise<ExecResult> {
  return run(rest, target, 'attach', options, []);
}

async function run(
  rest: RESTClient,
  { resource, namespace, name }: CommandTarget,
  subresource: 'exec' | 'attach',
  options: AttachOptions,
  command: readonly string[],
): Promise<ExecResult> {
  const { container, tty = false, stdin, resize, signal, timeoutMs, onSend } = options;
  if (resize !== undefined && !tty) throw new TypeError(`${subresource}: resize requires tty`);
  if (tty && options.stderr !== undefined) {
    throw new TypeError(`${subresource}: a terminal has no stderr: leave it out, everything arrives in stdout`);
  }
  const request = buildRequest({
    verb: 'get',
    resource,
    namespace,
    name,
    subresource,
    query: [
      ...(container === undefined ? [] : ([['container', container]] as const)),
      ...command.map((word) => ['command', word] as const),
      ...(stdin === undefined ? [] : ([['stdin', 'true']] as const)),
      ['stdout', 'true'],
      ...(tty ? ([['tty', 'true']] as const) : ([['stderr', 'true']] as const)),
    ],
    accept: '*/*',
  });
  const connection = await rest.webSocket(request, remoteCommandProtocols, { signal, timeoutMs, onSend });
  return converse(connection, options, `${subresource} in ${resource.kind} ${namespace ?? ''}/${name}`);
}

/** Moves bytes between a connection and the caller's streams until the server ends the connection. */
async function converse(connection: WebSocketConnection, options: AttachOptions, what: string): Promise<ExecResult> {
  const { maxOutputBytes = defaultMaxOutputBytes } = options;
  const collected = {
    stdout: new TextCollector('stdout', maxOutputBytes),
    stderr: new TextCollector('stderr', maxOutputBytes),
  };
  const result = new TextCollector('the result of the command', maxStatusBytes);
  const outputs: Partial<Record<number, ByteWriter>> = {
    [channels.stdout]: options.stdout === undefined ? collected.stdout : writerTo(options.stdout),
    [channels.stderr]: options.stderr === undefined ? collected.stderr : writerTo(options.stderr),
    [channels.error]: result,
  };
  const input = newInput(connection, options);
  try {
    const received = receive(connection, outputs);
    // A failed input ends the call. An input that has ended does not.
    await Promise.race([received, input.failed]);
    await received;
    for (const output of Object.values(outputs)) await output?.flush();
    return {
      code: exitCodeOf(Buffer.from(result.text()), what),
      stdout: collected.stdout.text(),
      stderr: collected.stderr.text(),
    };
  } finally {
    input.stop();
    connection.close();
    for (const output of Object.values(outputs)) output?.release();
  }
}

/** More than any `Status` has. */
const maxStatusBytes = 1024 * 1024;

async function receive(connection: WebSocketConnection, outputs: Partial<Record<number, ByteWriter>>): Promise<void> {
  for await (const message of connection.messages) {
    const channel = message[0];
    // Servers send an empty message for each channel when they are ready.
    if (channel === undefined || message.length === 1) continue;
    await outputs[channel]?.write(message.subarray(1));
  }
}

/** Sends the input and the sizes of the terminal in the background. `failed` rejects with the error of a source. */
function newInput(
  connection: WebSocketConnection,
  { stdin, resize }: AttachOptions,
): { readonly failed: Promise<never>; stop(): void } {
  const iterators: AsyncIterator<unknown>[] = [];
  let stopped = false;
  const pump = async <T>(source: AsyncIterable<T>, messageOf: (value: T) => Uint8Array): Promise<void> => {
    const iterator = source[Symbol.asyncIterator]();
    iterators.push(iterator);
    for (;;) {
      const next = await iterator.next();
      if (stopped || next.done === true) return;
      await send(messageOf(next.value));
    }
  };
  const send = (message: Uint8Array): Promise<void> =>
    connection.send(message).catch(() => {
      // The reader of the connection knows why it ended, and whether the process has ended with it.
      stopped = true;
    });
  const pumpStdin = async (source: ByteSource): Promise<void> => {
    await pump(piecesOf(source), (piece) => channelMessage(channels.stdin, piece));
    const end = closeMessage(connection.protocol, channels.stdin);
    if (!stopped && end !== undefined) await send(end);
  };
  const failed = new Promise<never>((_resolve, reject) => {
    const fail = (error: unknown): void => {
      // Once the process has ended, nobody needs its input.
      if (!stopped) reject(error instanceof Error ? error : new Error('the input failed', { cause: error }));
    };
    if (stdin !== undefined) pumpStdin(stdin).catch(fail);
    if (resize !== undefined) pump(resize, resizeMessage).catch(fail);
  });
  return {
    failed,
    stop() {
      stopped = true;
      // Not awaited: a source that waits for a person returns when the person types.
      for (const iterator of iterators) iterator.return?.().then(undefined, () => {});
    },
  };
}
