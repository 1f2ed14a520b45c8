import { statSync, watch as watchPath } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import path from 'node:path';
import { exitCodes, UsageError } from '../exit-codes.js';
import type { ExitCode } from '../exit-codes.js';
import type { Settings } from '../settings.js';
import type { Terminal } from '../terminal.js';
import { runGenerate } from './generate.js';

/** How long the input must be quiet before the next run: editors write a file in several steps. */
const debounceMs = 150;

/**
 * `generate --watch`: runs, and again whenever a file or folder of the input or the config file changes, until it is
 * interrupted. A run that fails says why, and the watching goes on. `reload` reads the settings again.
 */
export async function runWatch(first: Settings, terminal: Terminal, reload: () => Promise<Settings>): Promise<ExitCode> {
  const { crd = [], openapi = [] } = first.config;
  if ([...crd, ...openapi].includes('-')) throw new UsageError('--watch cannot watch standard input');
  let settings = first;
  let watched: readonly string[] = [];
  for (;;) {
    try {
      const result = await runGenerate(settings, terminal);
      // A run that failed early does not know its files: what the last good one watched, or what was named, will do.
      if (result.watch.length > 0) watched = result.watch;
    } catch (error) {
      if (terminal.interrupt.aborted) return exitCodes.done;
      throw error;
    }
    if (terminal.interrupt.aborted) return exitCodes.done;
    const places = watched.length > 0 ? watched : namedPlaces(settings, terminal);
    const files = settings.configFile === undefined ? places : [...places, settings.configFile];
    if (files.length === 0) throw new UsageError('--watch has nothing to watch: no input is a file or folder');
    terminal.stderr.write('Watching for changes (Ctrl-C ends it)\n');
    const out = path.resolve(terminal.cwd, settings.config.out ?? 'generated');
    if (!(await nextChange(files, out, terminal.interrupt))) return exitCodes.done;
    try {
      settings = await reload();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      // A config file that is being edited: the old settings stay until it is whole again.
      terminal.stderr.write(`${error.message}\n`);
    }
  }
}

/** The inputs as they were named, as far as they are there. */
function namedPlaces(settings: Settings, terminal: Terminal): string[] {
  const { crd = [], openapi = [] } = settings.config;
  return [...crd, ...openapi]
    .filter((input) => !/^https?:/i.test(input))
    .map((input) => path.resolve(terminal.cwd, input.split(/[*?[{]/, 1)[0] ?? ''));
}

/** Resolves with true when something changed and has been quiet since, with false when it was interrupted. */
async function nextChange(places: readonly string[], out: string, interrupt: AbortSignal): Promise<boolean> {
  const watchers: FSWatcher[] = [];
  let timer: NodeJS.Timeout | undefined;
  let onAbort = (): void => undefined;
  try {
    return await new Promise<boolean>((resolve, reject) => {
      onAbort = () => resolve(false);
      if (interrupt.aborted) onAbort();
      interrupt.addEventListener('abort', onAbort);
      const changed = (): void => {
        clearTimeout(timer);
        timer = setTimeout(() => resolve(true), debounceMs);
      };
      for (const place of new Set(places)) watchers.push(...watchOne(place, out, changed, reject));
    });
  } finally {
    clearTimeout(timer);
    interrupt.removeEventListener('abort', onAbort);
    for (const watcher of watchers) watcher.close();
  }
}

function watchOne(place: string, out: string, changed: () => void, failed: (error: Error) => void): FSWatcher[] {
  const stats = statSync(place, { throwIfNoEntry: false });
  const isFolder = stats?.isDirectory() === true;
  // Editors replace a file by renaming another over it, which ends a watch of the file itself: watch its folder.
  const folder = isFolder ? place : path.dirname(place);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const watcher = watchPath(folder, { recursive: isFolder }, (_event, name) => {
    if (name === null) {
      changed();
      return;
    }
    const file = path.join(folder, name);
    if (file === out || file.startsWith(out + path.sep)) return;
    if (isFolder ? /\.(?:ya?ml|json)$/i.test(file) || !path.extname(file) : file === place) changed();
  });
  watcher.on('error', failed);
  return [watcher];
}
