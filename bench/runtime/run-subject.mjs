import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Creates a certificate for the loopback interface, which is its own authority and valid for a day. */
export async function makeCertificate() {
  const folder = await mkdtemp(path.join(tmpdir(), 'kube-client-bench-'));
  const cert = path.join(folder, 'tls.crt');
  const key = path.join(folder, 'tls.key');
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  await exec('openssl', ['req', '-x509', ...curve, '-keyout', key, '-out', cert, '-days', '1', ...names]);
  return { folder, cert, key };
}

/** Starts a replay server. Resolves when it serves. */
export async function startReplayServer({ cert, key }, { pods, events, watchList = false }) {
  const script = path.join(import.meta.dirname, 'replay-server.mjs');
  const args = ['--pods', pods, '--events', events, '--cert', cert, '--key', key, ...(watchList ? ['--watch-list'] : [])];
  const child = spawn(process.execPath, ['--max-old-space-size=8000', script, ...args.map(String)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [port] = await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the replay server ended with ${code}`))),
  ]);
  return {
    url: `https://127.0.0.1:${String(port).trim()}`,
    async stop() {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    },
  };
}

/**
 * Runs one client to its end. Resolves with its measurements.
 *
 * @param {{ command: string, args?: string[], options?: string[] }} subject
 * @param {{ url: string, ca: string, mode: string, count: number, options?: string[] }} how
 * /
 */
export async function runSubject({ command, args = [] }, { url, ca, mode, count, options = [] }) {
  const { stdout } = await exec(command, [...args, url, ca, mode, String(count), ...options], { maxBuffer: 1 << 20 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
