import type { Client, Reply } from './client.js';

interface Refusal {
  readonly code?: number;
  readonly reason?: string;
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly field?: string }[] };
}

/**
 * What an answer says: of a refusal its code, its reason, and each field with what is wrong there, sorted, since a real server
 * names them in the order of Go's maps; of an object the object itself.
 */
export function verdictOf(client: Client, { status, body }: Reply): unknown {
  if (status < 300) return client.comparable(body);
  const { code = status, reason, details } = refusalIn(body);
  const causes = details?.causes ?? [];
  const faults = [...new Set(causes.map((cause) => `${cause.field ?? ''}: ${cause.reason ?? ''}`))].sort();
  return { code, reason, faults };
}

/** A Status, and what is none: a page of text. */
function refusalIn(body: unknown): Refusal {
  return typeof body === 'object' && body !== null ? body : {};
}
