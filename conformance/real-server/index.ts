import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { RESTConfig } from 'kube-client-runtime/rest';
import type { Progress } from '../go-program/go-program.js';
import { findBinaries } from './binaries.js';
import { makeCertificates, type Certificates } from './certificates.js';
import { startEtcd, type Etcd } from './etcd.js';
import { startKubeApiserver, type ApiserverOptions } from './kube-apiserver.js';
import { kubeconfigOf, type Access, type User } from './kubeconfig.js';
import { startKubelet } from './kubelet.js';
import { freePorts, type Service } from './processes.js';

export type { Progress } from '../go-program/go-program.js';
export { kubernetesVersion } from './binaries.js';
export { RealServerUnavailableError } from './unavailable.js';
export type { User } from './kubeconfig.js';

export interface RealApiServerOptions {
  /** Called before steps that take long. */
  readonly progress?: Progress;
  /** Flags of kube-apiserver, by names without dashes, such as `{ 'watch-cache': 'false' }`. They override ours. */
  readonly flags?: Readonly<Record<string, string>>;
  /** Whether a kubelet stand-in (`conformance/kubelet`) serves exec, attach, port-forward and logs. Default: false */
  readonly kubelet?: boolean;
}

/** A kube-apiserver with its own etcd, on loopback ports, with temporary data. */
export interface RealApiServer {
  /** The URL, such as `https://127.0.0.1:45123`. */
  readonly url: string;
  /** The path of a kubeconfig with one context per user. Removed when the server stops. */
  readonly kubeconfigPath: string;
  readonly kubeconfig: string;
  /** The paths of the logs of etcd and kube-apiserver. Removed when the server stops. */
  readonly logs: readonly string[];
  /** The port of the kubelet stand-in, if there is one. */
  readonly kubeletPort: number | undefined;
  /**
   * Returns a new config for one of the users.
   *
   * Default: `token`
   */
  restConfig(user?: User): RESTConfig;
  /**
   * Compacts etcd. The API server continues to serve the versions in its watch caches until `restart()`. Resolves with the
   * compacted version.
   */
  compact(): Promise<string>;
  /** Stops the API server, which refuses connections until `restart()`. Objects remain. */
  pause(): Promise<void>;
  /** Starts the API server again on the same port. Objects remain. */
  restart(): Promise<void>;
  /** Ends both programs and removes their data. May be called several times. */
  stop(): Promise<void>;
}

/** The time for a graceful end, which open watches would extend to a minute. Unit: milliseconds */
const stopGraceMs = 1_500;

/**
 * Starts a real API server, and builds it first if necessary. The caller stops it.
 *
 * Rejects with a `RealServerUnavailableError` if it can neither be built nor found.
 */
export async function startRealApiServer({
  progress = () => {},
  flags = {},
  kubelet: hasKubelet = false,
}: RealApiServerOptions = {}): Promise<RealApiServer> {
  const conformance = conformanceFolder();
  const binaries = await findBinaries(conformance, progress);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kube-apiserver-'));
  const removeWithUs = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeWithUs);
  const removeFolder = async (): Promise<void> => {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    process.removeListener('exit', removeWithUs);
  };
  const logs = {
    etcd: path.join(folder, 'etcd.log'),
    apiserver: path.join(folder, 'kube-apiserver.log'),
    kubelet: path.join(folder, 'kubelet.log'),
  };
  const endsWithStdin = binaries.ours;
  let etcd: Etcd | undefined;
  let kubelet: Service | undefined;
  try {
    const certificates = await makeCertificates(folder);
    const tokens = { token: randomBytes(16).toString('hex'), exec: randomBytes(16).toString('hex') };
    const tokenFile = path.join(folder, 'tokens.csv');
    await writeFile(
      tokenFile,
      Object.entries(tokens)
        .map(([user, token]) => `${token},${user}-user,${user},system:masters\n`)
        .join(''),
    );
    const [clientPort = 0, peerPort = 0, port = 0, kubeletPort = 0] = await freePorts(4);
    const data = path.join(folder, 'etcd');
    etcd = await startEtcd(binaries.etcd, { folder: data, log: logs.etcd, ports: [clientPort, peerPort], endsWithStdin });
    if (hasKubelet) {
      kubelet = await startKubelet({ conformance, port: kubeletPort, log: logs.kubelet, ...certificates }, progress);
    }
    const kubeletFlags = hasKubelet
      ? { 'kubelet-client-certificate': certificates.client.cert, 'kubelet-client-key': certificates.client.key }
      : {};
    const files = path.join(folder, 'kube-apiserver');
    await mkdir(files);
    const options: ApiserverOptions = {
      ...{ command: binaries.kubeApiserver, port, etcdUrl: etcd.url, folder: files, log: logs.apiserver, ...certificates },
      ...{ tokenFile, token: tokens.token, endsWithStdin, flags: { ...kubeletFlags, ...flags } },
    };
    const apiserver = await startKubeApiserver(options, etcd.service);
    const access = await accessOf(port, certificates, tokens, path.join(conformance, 'exec-plugin.mjs'));
    const kubeconfigPath = path.join(folder, 'kubeconfig');
    await writeFile(kubeconfigPath, kubeconfigOf(access), { mode: 0o600 });
    const listed = [logs.etcd, logs.apiserver, ...(hasKubelet ? [logs.kubelet] : [])];
    return running({
      access,
      kubeconfigPath,
      logs: listed,
      etcd,
      apiserver,
      kubelet,
      kubeletPort: hasKubelet ? kubeletPort : undefined,
      start: (store) => startKubeApiserver(options, store),
      removeFolder,
    });
  } catch (error) {
    await kubelet?.stop(stopGraceMs);
    await etcd?.service.stop(stopGraceMs);
    await removeFolder();
    throw error;
  }
}

interface Parts {
  readonly access: Access;
  readonly kubeconfigPath: string;
  readonly logs: readonly string[];
  readonly etcd: Etcd;
  readonly apiserver: Service;
  readonly kubelet: Service | undefined;
  readonly kubeletPort: number | undefined;
  readonly start: (etcd: Service) => Promise<Service>;
  readonly removeFolder: () => Promise<void>;
}

function running(parts: Parts): RealApiServer {
  const { access, kubeconfigPath, logs, etcd, apiserver, kubelet, kubeletPort, start, removeFolder } = parts;
  let current = apiserver;
  let stopped = false;
  const pause = (): Promise<void> => current.stop(stopGraceMs);
  return {
    url: access.url,
    kubeconfigPath,
    kubeconfig: kubeconfigOf(access),
    logs,
    kubeletPort,
    restConfig: (user = 'token') => restConfigOf(access, user),
    compact: () => etcd.compact(),
    pause,
    async restart() {
      if (stopped) throw new Error('the server was stopped; start a new one');
      await pause();
      current = await start(etcd.service);
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      await pause();
      await kubelet?.stop(stopGraceMs);
      await etcd.service.stop(stopGraceMs);
      await removeFolder();
    },
  };
}

async function accessOf(
  port: number,
  certificates: Certificates,
  tokens: Record<'token' | 'exec', string>,
  plugin: string,
): Promise<Access> {
  const read = (file: string): Promise<string> => readFile(file, 'utf8');
  return {
    url: `https://127.0.0.1:${port}`,
    authority: await read(certificates.authority.cert),
    clientCertificate: await read(certificates.client.cert),
    clientKey: await read(certificates.client.key),
    token: tokens.token,
    execPlugin: { command: process.execPath, args: [plugin], env: [{ name: 'CONFORMANCE_TOKEN', value: tokens.exec }] },
  };
}

function restConfigOf({ url, authority, clientCertificate, clientKey, token, execPlugin }: Access, user: User): RESTConfig {
  const tls = { caData: authority };
  switch (user) {
    case 'token':
      return { host: url, bearerToken: token, tlsClientConfig: tls };
    case 'certificate':
      return { host: url, tlsClientConfig: { ...tls, certData: clientCertificate, keyData: clientKey } };
    case 'exec':
      return { host: url, execProvider: { apiVersion: 'client.authentication.k8s.io/v1', ...execPlugin }, tlsClientConfig: tls };
  }
}

/** Returns the folder `conformance` of this repository, for sources and for compiled code. */
function conformanceFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, 'apiserver', 'go.mod'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('conformance/apiserver does not exist: the repository is incomplete');
    folder = parent;
  }
  return folder;
}
