import { rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { buildGoProgram, GoUnavailableError, isExecutable, type Progress } from '../go-program/go-program.js';
import { RealServerUnavailableError } from './unavailable.js';

/** The version of Kubernetes to build. `go.mod` of `conformance/apiserver` has the same version. */
export const kubernetesVersion = 'v1.36.3';

/** The paths of the two programs of an API server. */
export interface Binaries {
  readonly etcd: string;
  readonly kubeApiserver: string;
  /** Whether the programs end with their standard input. The ones that we build do. */
  readonly ours: boolean;
}

/**
 * Returns the programs of `KUBEBUILDER_ASSETS`, else our own, which are built first if necessary. `conformance` is that folder.
 *
 * Rejects with a `RealServerUnavailableError` without Go.
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
    throw new Error(
      `KUBEBUILDER_ASSETS: ${file} does not exist or is not executable (the folder must contain etcd and kube-apiserver)`,
    );
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

/** Links both names to the binary, which runs as the program of its name. */
async function link(bin: string): Promise<void> {
  for (const name of Object.values(binariesIn(bin))) {
    await rm(name, { force: true });
    await symlink('apiserver', name);
  }
}
