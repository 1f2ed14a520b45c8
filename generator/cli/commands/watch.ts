import { existsSync, statSync, watch as watchPath } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import path from 'node:path';
import { exitCodes, Interruption, usageError, UsageError } from '../exit-codes.js';
import type { ExitCode } from '../exit-codes.js';
import type { Settings } from '../settings.js';
import type { Terminal } from '../terminal.js';
import { runGenerate } from './generate.js';

/** The time without changes before the next run, because editors write a file in several steps. Unit: milliseconds */
const debounceMs = 150;

/**
 * Runs `generate --watch`: runs once, and again after each change of the input or the config file, until a signal ends it. A
 * failed run reports its errors and does not end the watch. `reload` reads the settings again.
 */
export async function runWatch(first: Settings, terminal: Terminal, reload: () => Promise<Settings>): Promise<ExitCode> {
  const { crd = [], openapi = [] } = first.config;
  if ([...crd, ...openapi].includes('-')) throw usageError('cannot watch standard input', 'name files or folders', '--watch');
  const ended = (): boolean => terminal.interrupt.aborted;
  let settings = first;
  while (!ended()) {
    // The watching begins before the reading, so that no change in between is missed.
    const watch = new Watch(settings, terminal);
    try {
      await runGenerate(settings, terminal);
      terminal.stderr.write('Watching for changes (Ctrl-C ends it)\n');
      await watch.changed(terminal.interrupt);
    } catch (error) {
      if (!ended()) throw error;
    } finally {
      watch.close();
    }
    if (!ended()) settings = await reloadOr(settings, reload, terminal);
  }
  const reason: unknown = terminal.interrupt.reason;
  return reason instanceof Interruption ? reason.exitCode : exitCodes.interrupted;
}

/** The settings as they are now, or the old ones while the config file is being edited. */
async function reloadOr(settings: Settings, reload: () => Promise<Settings>, terminal: Terminal): Promise<Settings> {
  try {
    return await reload();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.stderr.write(`${error.message}\n`);
    return settings;
  }
}

/** Watches what the settings name. */
class Watch {
  private readonly watchers: FSWatcher[] = [];
  private readonly out: string;
  private timer: NodeJS.Timeout | undefined;
  private readonly quiet: Promise<void>;
  private resolve: () => void = () => undefined;
  private reject: (error: Error) => void = () => undefined;

  constructor(settings: Settings, terminal: Terminal) {
    this.out = path.resolve(terminal.cwd, settings.config.out ?? 'generated');
    this.quiet = new Promise<void>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // A watcher may fail while nobody waits for it yet.
    this.quiet.catch(() => undefined);
    for (const place of places(settings, terminal.cwd)) this.watch(place);
    if (this.watchers.length === 0) throw usageError('has nothing to watch', 'name files or folders that exist', '--watch');
  }

  /** Resolves when something has changed since the watch was made and has been quiet for a moment, or when the signal fires. */
  async changed(interrupt: AbortSignal): Promise<void> {
    const onAbort = (): void => this.resolve();
    if (interrupt.aborted) onAbort();
    interrupt.addEventListener('abort', onAbort);
    try {
      await this.quiet;
    } finally {
      interrupt.removeEventListener('abort', onAbort);
    }
  }

  close(): void {
    clearTimeout(this.timer);
    for (const watcher of this.watchers) watcher.close();
  }

  private watch(place: string): void {
    const isFolder = statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
    // Editors replace a file by renaming another over it, which ends a watch of the file itself: watch its folder.
    const folder = isFolder ? place : path.dirname(place);
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return;
    const watcher = watchPath(folder, { recursive: isFolder }, (_event, name) => {
      if (name === null || this.matters(path.join(folder, name), isFolder ? undefined : place)) this.note();
    });
    watcher.on('error', (error) => this.reject(error));
    this.watchers.push(watcher);
  }

  /** Whether a change is one of the input: of the file that was named, or in a folder, of a file that could hold documents. */
  private matters(file: string, named: string | undefined): boolean {
    if (file === this.out || file.startsWith(this.out + path.sep)) return false;
    return named === undefined ? /\.(?:ya?ml|json)$/i.test(file) || path.extname(file) === '' : file === named;
  }

  private note(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.resolve(), debounceMs);
  }
}

/** The files and folders that the settings name; of a glob, the folder that it starts from. */
function places(settings: Settings, cwd: string): Set<string> {
  const { crd = [], openapi = [] } = settings.config;
  const out = new Set<string>(settings.configFile === undefined ? [] : [settings.configFile]);
  for (const input of [...crd, ...openapi]) {
    if (/^https?:/i.test(input)) continue;
    const whole = path.resolve(cwd, input);
    const parts = input.split('/');
    const magic = parts.findIndex((part) => /[*?[\]{}()!+@]/.test(part));
    out.add(magic < 0 || existsSync(whole) ? whole : path.resolve(cwd, parts.slice(0, magic).join('/') || '.'));
  }
  return out;
}
