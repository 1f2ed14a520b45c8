import type { Client, Reply } from './client.js';

interface Refusal {
  readonly code?: number;
  readonly reason?: string;
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly field?: string }[] };
}

/**
 * Returns the comparable part of a response. For an error: its code, its reason and its causes, sorted, because a real server
 * returns them in the order of Go's maps. For an object: the object.
 */
export function verdictOf(client: Client, { status, body }: Reply): unknown {
  if (status < 300) return client.comparable(body);
  const { code = status, reason, details } = refusalIn(body);
  const causes = details?.causes ?? [];
  const faults = [...new Set(causes.map((cause) => `${cause.field ?? ''}: ${cause.reason ?? ''}`))].sort();
  return { code, reason, faults };
}

/** Returns the Status of a response, or undefined for other responses, such as a text page. */
function refusalIn(body: unknown): Refusal {
  return typeof body === 'object' && body !== null ? body : {};
}
