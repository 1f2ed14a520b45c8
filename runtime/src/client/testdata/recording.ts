import { Readable } from 'node:stream';
import type { ApplyConfiguration, ClusterResource, KubeList, KubeObject, NamespacedResource } from '../../meta/index.js';
import { createRESTClient, encodeQuery, type KubeRequest, type RESTClient } from '../../rest/index.js';

/** A kind of object, as generated code would have it. */
export interface Thing extends KubeObject {
  spec?: { replicas?: number | undefined } | undefined;
  status?: { phase?: string | undefined } | undefined;
}

export interface ThingConfiguration extends ApplyConfiguration {
  spec?: { replicas?: number };
}

type Namespaced = NamespacedResource<Thing, KubeList<Thing>, ThingConfiguration>;
type OfCluster = ClusterResource<Thing, KubeList<Thing>, ThingConfiguration>;

const facts = { listKind: '', singular: '', verbs: [], subresources: [] } as const;

export const pods: Namespaced = { ...facts, group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true };
export const deployments: Namespaced = {
  ...facts,
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  namespaced: true,
};
export const nodes: OfCluster = { ...facts, group: '', version: 'v1', kind: 'Node', plural: 'nodes', namespaced: false };

/** A request in short: its first line, and what else of it matters. */
export interface Sent {
  readonly line: string;
  readonly accept: string | undefined;
  readonly contentType?: string | undefined;
  readonly body?: unknown;
}

export function shortly({ method, path, query, headers, body }: KubeRequest): Sent {
  const line = `${method} ${path}${query.length === 0 ? '' : `?${encodeQuery(query)}`}`;
  const sent = { line, accept: headers['accept'] };
  if (body === undefined) return sent;
  const text = typeof body === 'string' ? body : Buffer.from(body).toString();
  return { ...sent, contentType: headers['content-type'], body: JSON.parse(text) };
}

/** A client whose requests go nowhere: each is kept, and answered with what is given, in turn, the last for ever. */
export function recording(...answers: readonly (object | string)[]): {
  rest: RESTClient;
  sent: KubeRequest[];
  signals: (AbortSignal | undefined)[];
} {
  const sent: KubeRequest[] = [];
  const signals: (AbortSignal | undefined)[] = [];
  const rest = createRESTClient({
    host: 'http://server',
    transport: {
      send(request, signal) {
        const answer = answers[Math.min(sent.length, answers.length - 1)] ?? {};
        sent.push(request);
        signals.push(signal);
        signal?.throwIfAborted();
        const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
        return Promise.resolve({ status: 200, headers: { 'x-served-by': 'a test' }, body: Readable.from([Buffer.from(text)]) });
      },
    },
  });
  return { rest, sent, signals };
}

/** An object from the server. */
export function read(kind: 'Pod' | 'Deployment' | 'Node', name: string): Thing {
  const apiVersion = kind === 'Deployment' ? 'apps/v1' : 'v1';
  return { apiVersion, kind, metadata: { name, uid: 'u', resourceVersion: '7', creationTimestamp: '2026-01-02T15:04:05Z' } };
}
