import type { Client } from './client.js';

/** A response that is an object, or a Status without managed fields. */
interface ObjectReply {
  readonly status: number;
  readonly body: { readonly metadata?: { readonly managedFields?: readonly Readonly<Record<string, unknown>>[] } };
}

/** Returns a response with its managedFields, which other suites remove: without times, in a fixed order. */
export function withOwners(client: Client, { status, body }: ObjectReply): unknown {
  const known = body.metadata?.managedFields?.map(({ time: _time, ...entry }) => entry);
  const managedFields = known?.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return { reply: client.comparable({ status, body }), managedFields };
}
