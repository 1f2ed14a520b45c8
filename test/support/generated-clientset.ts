import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generate, type GenerateOptions } from 'kube-client-gen';
import type { RESTConfig, ResourceInfo } from 'kube-client-runtime';
import type { GeneratedClient, Method } from './verb-plans.js';

const root = path.resolve(import.meta.dirname, '../..');

export type Clientset = Readonly<Record<string, Readonly<Record<string, Method>>>>;
type Module = { createClientset: (config: RESTConfig) => Clientset } & Readonly<
  Record<string, Readonly<Record<string, ResourceInfo>>>
>;

/** A clientset that was generated at run time, so its types are unknown. type-mistakes.test.ts compiles its types. */
export interface GeneratedClientset {
  readonly createClientset: (config: RESTConfig) => Clientset;
  /** All kinds by descriptor, with the name of their group in the clientset. */
  readonly resources: readonly (readonly [group: string, resource: ResourceInfo])[];
  /** Removes the files. */
  remove(): Promise<void>;
}

/** Generates a clientset into a new folder, and imports it. */
export async function generateClientset(options: GenerateOptions): Promise<GeneratedClientset> {
  await mkdir(path.join(root, '.cache'), { recursive: true });
  const folder = await mkdtemp(path.join(root, '.cache/clientset-'));
  const { files } = await generate(options);
  for (const file of files) {
    const target = path.join(folder, file.path);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.contents);
  }
  const { createClientset, ...groups } = (await import(path.join(folder, 'index.ts'))) as Module;
  const resources = Object.entries(groups).flatMap(([group, exported]) =>
    Object.entries(exported)
      .filter(([key]) => key.endsWith('Resource'))
      .map(([, resource]) => [group, resource] as const),
  );
  return { createClientset, resources, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Returns the client of a kind, in a namespace if the kind is namespaced. */
export function clientOf(clientset: Clientset, group: string, resource: ResourceInfo, namespace: string): GeneratedClient {
  const accessor = Object.entries(clientset[group] ?? {}).find(([key]) => key.toLowerCase() === resource.plural)?.[1];
  if (accessor === undefined) throw new Error(`${group} has no client of ${resource.plural}`);
  return (resource.namespaced ? accessor(namespace) : accessor()) as GeneratedClient;
}
