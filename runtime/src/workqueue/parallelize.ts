/** Options of `parallelizeUntil`. */
export interface ParallelizeOptions {
  /**
   * The number of consecutive pieces that a worker takes at once. More than 1 is faster for many small pieces.
   *
   * Default: 1
   */
  readonly chunkSize?: number | undefined;
}

/**
 * Processes the pieces 0 to `pieces - 1` with at most `workers` at a time, in order of their start.
 *
 * Resolves when all pieces are done. Once the signal has fired, it resolves when the started pieces are done.
 * Rejects with the first failure, after the started pieces are done. No further piece starts after a failure.
 *
 * @example
 * ```ts
 * import { parallelizeUntil } from 'kube-client-runtime/workqueue';
 *
 * const namespaces = ['default', 'kube-system'];
 * const counts: number[] = [];
 * await parallelizeUntil(signal, 2, namespaces.length, async (piece) => {
 *   counts[piece] = (await clientset.coreV1.pods(namespaces[piece] ?? '').list()).items.length;
 * });
 * counts; // => [0, 0]
 * ```
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
