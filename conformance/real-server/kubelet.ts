import { connect } from 'node:net';
import path from 'node:path';
import { buildGoProgram, GoUnavailableError, type Progress } from '../go-program/go-program.js';
import type { KeyPair } from './certificates.js';
import { startService, waitUntil, type Service } from './processes.js';
import { RealServerUnavailableError } from './unavailable.js';

/** The files and the port of a kubelet stand-in. */
export interface KubeletOptions {
  /** The folder `conformance`. */
  readonly conformance: string;
  readonly port: number;
  readonly log: string;
  readonly authority: KeyPair;
  readonly server: KeyPair;
}

/**
 * Builds the kubelet stand-in if necessary, starts it and waits until it listens.
 *
 * Rejects with a `RealServerUnavailableError` if it must be built and there is no Go.
 */
export async function startKubelet(
  { conformance, port, log, authority, server }: KubeletOptions,
  progress: Progress,
): Promise<Service> {
  const command = path.join(conformance, 'bin', 'kubelet');
  const program = {
    name: 'the kubelet stand-in',
    sources: path.join(conformance, 'kubelet'),
    out: command,
    stamp: `${command}.stamp`,
    takes: 'some 20 seconds',
  };
  try {
    await buildGoProgram(program, progress);
  } catch (error) {
    if (error instanceof GoUnavailableError) throw new RealServerUnavailableError(error.message, { cause: error });
    throw error;
  }
  const flags = { address: `127.0.0.1:${port}`, cert: server.cert, key: server.key, 'client-ca': authority.cert };
  const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
  const service = await startService(command, args, { name: 'kubelet stand-in', log, endsWithStdin: true });
  await waitUntil('the kubelet stand-in listened', [service], 30_000, () => listens(port));
  return service;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    // It does not listen yet.
    socket.once('error', () => resolve(false));
  });
}
