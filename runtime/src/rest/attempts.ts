/** How one attempt ended. */
export type AttemptOutcome =
  | { readonly type: 'response'; readonly status: number; readonly retryAfter: string | undefined }
  /** `broken`: the connection was reset or ended before an answer. */
  | { readonly type: 'error'; readonly broken: boolean };

/** What to do then. */
export type NextStep = { readonly type: 'done' } | { readonly type: 'retry'; readonly delayMs: number; readonly reason: string };

/** How often a request is sent again. */
const maxRetries = 10;
const done: NextStep = { type: 'done' };

/**
 * Whether a request is to be sent again, by client-go's rules: where the server says when (`Retry-After` in whole seconds, with
 * 429 or a code of 500 and more: it has not done what was asked), and after a second where the connection of a GET broke. An
 * open-ended answer that breaks is for its reader to begin anew. `retries` counts those before this one.
 */
export function nextStep(
  request: { readonly method: string; readonly streaming?: boolean },
  retries: number,
  outcome: AttemptOutcome,
): NextStep {
  if (retries >= maxRetries) return done;
  if (outcome.type === 'error') {
    const retry = outcome.broken && request.method === 'GET' && request.streaming !== true;
    return retry ? { type: 'retry', delayMs: 1_000, reason: 'the connection broke' } : done;
  }
  const seconds = retryAfterSeconds(outcome.retryAfter);
  if (seconds === undefined || (outcome.status !== 429 && outcome.status < 500)) return done;
  return {
    type: 'retry',
    delayMs: seconds * 1_000,
    reason: `the server answered ${outcome.status} with Retry-After: ${seconds}`,
  };
}

/** The header in whole seconds, the only form that API servers send; undefined for any other. */
export function retryAfterSeconds(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,9}$/.test(header.trim()) ? Number(header) : undefined;
}
