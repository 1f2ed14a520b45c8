export interface ParallelizeOptions {
  /**
   * How many pieces a worker takes at once, in a row. More than 1 pays where there are many pieces with little work each.
   * Default: 1.
   */
  readonly chunkSize?: number | undefined;
}

/**
 * Does the pieces 0 to `pieces - 1`, at most `workers` of them at a time, begun in their order.
 * Resolves when all are done, or, once the signal has fired, when those that were begun are done; it does not reject for the
 * signal. When a piece fails, no further one is begun, and the first failure is what it rejects with once those that were begun
 * are done.
 */
export async function parallelizeUntil(
  signal: AbortSignal | undefined,
  workers: number,
  pieces: number,
  doWorkPiece: (piece: number) => void | Promise<void>,
  options: ParallelizeOptions = {},
): Promise<void> {
  const chunkSize = Math.max(1, Math.floor(options.chunkSize ?? 1));
  const chunks = Math.ceil(pieces / chunkSize);
  const failures: unknown[] = [];
  let nextChunk = 0;
  const work = async (): Promise<void> => {
    while (nextChunk < chunks) {
      const start = nextChunk++ * chunkSize;
      const end = Math.min(start + chunkSize, pieces);
      for (let piece = start; piece < end; piece++) {
        if (signal?.aborted || failures.length > 0) return;
        try {
          await doWorkPiece(piece);
        } catch (error) {
          failures.push(error);
        }
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(0, Math.min(workers, chunks)) }, work));
  if (failures.length > 0) throw failures[0];
}
