import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import type { KeyPair } from './certificates.js';
import { startService, waitUntil, type Service } from './processes.js';

/** The settings of an API server. Starting it again with the same settings gives the same server with the same objects. */
export interface ApiserverOptions {
  readonly command: string;
  readonly port: number;
  readonly etcdUrl: string;
  /** The folder for its own files. */
  readonly folder: string;
  readonly log: string;
  readonly authority: KeyPair;
  readonly server: KeyPair;
  readonly serviceAccountKey: string;
  /** The path of a CSV file: token, user, uid, groups. */
  readonly tokenFile: string;
  /** A token of `tokenFile`, for the readiness check. */
  readonly token: string;
  readonly endsWithStdin: boolean;
  /** Flags by names without dashes. They override all others. */
  readonly flags: Readonly<Record<string, string>>;
}

function flagsOf(options: ApiserverOptions): Record<string, string> {
  const { port, etcdUrl, folder, authority, server, serviceAccountKey, tokenFile } = options;
  return {
    'etcd-servers': etcdUrl,
    'cert-dir': folder,
    'secure-port': String(port),
    'bind-address': '127.0.0.1',
    // The address in `kubectl get endpoints kubernetes`. It must not be a loopback address. Nothing connects to it.
    'advertise-address': '192.0.2.1',
    'tls-cert-file': server.cert,
    'tls-private-key-file': server.key,
    'client-ca-file': authority.cert,
    'token-auth-file': tokenFile,
    'authorization-mode': 'RBAC',
    'service-account-issuer': 'https://kubernetes.default.svc',
    'service-account-key-file': serviceAccountKey,
    'service-account-signing-key-file': serviceAccountKey,
    'service-cluster-ip-range': '10.0.0.0/24',
    // This would wait for the token controller, which does not run here.
    'disable-admission-plugins': 'ServiceAccount',
    'allow-privileged': 'true',
    ...options.flags,
  };
}

/** Starts kube-apiserver and waits until it is ready. */
export async function startKubeApiserver(options: ApiserverOptions, etcd: Service): Promise<Service> {
  const args = Object.entries(flagsOf(options)).map(([flag, value]) => `--${flag}=${value}`);
  const { command, log, port, token, endsWithStdin } = options;
  const service = await startService(command, args, { name: 'kube-apiserver', log, endsWithStdin });
  const ca = await readFile(options.authority.cert, 'utf8');
  try {
    await waitUntil('kube-apiserver was ready', [service, etcd], 300_000, () => isReady(port, ca, token));
  } catch (error) {
    await service.stop(0);
    throw error;
  }
  return service;
}

/** Whether `/readyz` reports that the server is ready. */
function isReady(port: number, ca: string, token: string): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${token}` };
    const asked = request({ host: '127.0.0.1', port, path: '/readyz', ca, headers, agent: false, timeout: 5_000 }, (response) => {
      response.resume();
      response.once('close', () => resolve(response.statusCode === 200));
    });
    asked.once('timeout', () => asked.destroy(new Error('no answer')));
    // The server does not listen or answer yet.
    asked.once('error', () => resolve(false));
    asked.end();
  });
}
