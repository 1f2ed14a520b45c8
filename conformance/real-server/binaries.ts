import { rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { buildGoProgram, GoUnavailableError, isExecutable, type Progress } from '../go-program/go-program.js';
import { RealServerUnavailableError } from './unavailable.js';

/** The version of Kubernetes that is built; `go.mod` of `conformance/apiserver` says the same. */
export const kubernetesVersion = 'v1.36.3';

/** Where the two programs are that make an API server. */
export interface Binaries {
  readonly etcd: string;
  readonly kubeApiserver: string;
  /** Whether they end with their standard input: the ones that we build do. */
  readonly ours: boolean;
}

/**
 * The programs of `KUBEBUILDER_ASSETS` where that is set; else our own, which are built first where they are absent or are not of
 * the sources as they stand. `conformance` is that folder. Rejects with a `RealServerUnavailableError` where there is no Go.
 */
export async function findBinaries(conformance: string, progress: Progress): Promise<Binaries> {
  const assets = process.env['KUBEBUILDER_ASSETS'];
  if (assets !== undefined && assets !== '') return givenBinaries(path.resolve(assets));
  const bin = path.join(conformance, 'bin');
  const binaries = { ...binariesIn(bin), ours: true };
  const built = await build(path.join(conformance, 'apiserver'), bin, progress);
  if (built || !(await isExecutable(binaries.kubeApiserver))) await link(bin);
  return binaries;
}

function binariesIn(folder: string): Omit<Binaries, 'ours'> {
  return { etcd: path.join(folder, 'etcd'), kubeApiserver: path.join(folder, 'kube-apiserver') };
}

async function givenBinaries(folder: string): Promise<Binaries> {
  const binaries = binariesIn(folder);
  for (const file of Object.values(binaries)) {
    if (await isExecutable(file)) continue;
    throw new Error(`KUBEBUILDER_ASSETS: ${file} is not there or cannot be run (it has to hold etcd and kube-apiserver)`);
  }
  return { ...binaries, ours: false };
}

async function build(sources: string, bin: string, progress: Progress): Promise<boolean> {
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(kubernetesVersion) ?? [];
  const facts = { gitVersion: kubernetesVersion, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  const variables = Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [`k8s.io/component-base/version.${name}`, value]),
  );
  const program = { name: `kube-apiserver ${kubernetesVersion}`, sources, takes: 'some 5 minutes on 2 cores' };
  const files = { out: path.join(bin, 'apiserver'), stamp: path.join(bin, 'stamp') };
  try {
    return await buildGoProgram({ ...program, ...files, version: kubernetesVersion, variables }, progress);
  } catch (error) {
    if (!(error instanceof GoUnavailableError)) throw error;
    const otherwise = 'or set KUBEBUILDER_ASSETS to a folder with etcd and kube-apiserver';
    throw new RealServerUnavailableError(`${error.message}, ${otherwise}`, { cause: error });
  }
}

/** One binary is both programs, by the name that it is called by. */
async function link(bin: string): Promise<void> {
  for (const name of Object.values(binariesIn(bin))) {
    await rm(name, { force: true });
    await symlink('apiserver', name);
  }
}
