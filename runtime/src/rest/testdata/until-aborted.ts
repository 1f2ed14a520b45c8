import { once } from 'node:events';

/** Rejects with the signal's reason when the signal fires, as a transport that never answers. */
export async function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  if (signal !== undefined) {
    if (!signal.aborted) await once(signal, 'abort');
    signal.throwIfAborted();
  }
  throw new Error('there is no signal to wait for');
}
