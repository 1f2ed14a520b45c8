import type { Client } from './client.js';

/** An answer that is an object, or a Status, which nobody manages. */
interface ObjectReply {
  readonly status: number;
  readonly body: { readonly metadata?: { readonly managedFields?: readonly Readonly<Record<string, unknown>>[] } };
}

/** An answer with its managedFields, which other suites leave out: without their times, and in an order of their own. */
export function withOwners(client: Client, { status, body }: ObjectReply): unknown {
  const known = body.metadata?.managedFields?.map(({ time: _time, ...entry }) => entry);
  const managedFields = known?.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return { reply: client.comparable({ status, body }), managedFields };
}
