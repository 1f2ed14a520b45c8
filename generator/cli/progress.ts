import { WriteStream } from 'node:tty';
import type { SingleBar } from 'cli-progress';
import type { Progress } from '../options.js';
import type { Output } from './terminal.js';

/** A view of the progress: a bar on a terminal, or else one line for each phase. */
export interface ProgressView {
  /** Shows the progress of the current phase. */
  show(progress: Progress | { readonly phase: 'write'; readonly done: number; readonly total: number }): void;
  /** Removes the bar, so that other text can be printed. */
  stop(): void;
}

const titles = { load: 'Reading', analyze: 'Understanding', emit: 'Generating', write: 'Writing' } as const;

/** A view that shows nothing. */
export const silent: ProgressView = { show: () => undefined, stop: () => undefined };

/** Returns a view on standard error. */
export async function progressView(output: Output): Promise<ProgressView> {
  if (!(output instanceof WriteStream)) return linesView(output);
  const { default: progress } = await import('cli-progress');
  let bar: SingleBar | undefined;
  return {
    show({ phase, done, total }) {
      bar ??= new progress.SingleBar({
        format: '{phase} {bar} {value}/{total}',
        stream: output,
        clearOnComplete: true,
        hideCursor: true,
        // Most runs are over before a bar helps anybody.
        fps: 10,
        gracefulExit: false,
        barsize: 30,
      });
      const title = titles[phase].padEnd(13);
      if (!bar.isActive) bar.start(Math.max(total, 1), done, { phase: title });
      bar.setTotal(Math.max(total, 1));
      bar.update(done, { phase: title });
    },
    stop() {
      bar?.stop();
      bar = undefined;
    },
  };
}

function linesView(output: Output): ProgressView {
  let current = '';
  return {
    show({ phase, total }) {
      if (phase === current) return;
      current = phase;
      output.write(`${titles[phase]}${phase === 'load' && total > 1 ? ` ${total} inputs` : ''}\n`);
    },
    stop: () => undefined,
  };
}
