import { systemClock, type Clock } from 'kube-client-runtime';

/** A clock for a client under test. Waits pass quickly; work counts at the speed of the machine. */
export interface AcceleratedClock extends Clock {
  /** Runs at the speed of the machine until the returned function is called. Several holds may overlap. */
  hold(): () => void;
  /** Moves forward at once, as after a pause of the process. Unit: milliseconds of this clock. */
  leap(ms: number): void;
}

/** The time that the process has spent waiting and working. Unit: milliseconds. */
export interface ElapsedTime {
  readonly idle: number;
  readonly active: number;
}

export interface AcceleratedClockOptions {
  /** Returns the time since the process started. Default: the idle time of Node's event loop, and the CPU time of the process. */
  readonly measure?: () => ElapsedTime;
  /** Calls `tick` once in each turn of the event loop, until the returned function is called. */
  readonly everyTurn?: (tick: () => void) => () => void;
}

/** An idle turn counts as this much at most: on a busy machine, a process that waits is often only kept from running. */
const longestIdleMs = 2;

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/**
 * Returns a clock that runs `factor` times as fast as the machine's while the process is idle, and as fast as the machine's
 * while it works. Backoffs and silences are over in a fraction of their time, and a slow or busy machine causes no timeouts.
 */
export function newAcceleratedClock(factor: number, options: AcceleratedClockOptions = {}): AcceleratedClock {
  const { measure = measureProcess, everyTurn = everyMillisecond } = options;
  const start = systemClock.now();
  const timers = new Set<Timer>();
  let last = measure();
  let elapsed = 0;
  let holds = 0;
  let stopTicking: (() => void) | undefined;

  function read(): number {
    const now = measure();
    const idle = Math.min(Math.max(now.idle - last.idle, 0), longestIdleMs);
    const active = Math.max(now.active - last.active, 0);
    last = now;
    elapsed += idle * (holds > 0 ? 1 : factor) + active;
    return elapsed;
  }

  function tick(): void {
    const now = read();
    const due = [...timers].filter((timer) => timer.due <= now).sort((a, b) => a.due - b.due);
    // A callback may cancel another one that is due.
    for (const timer of due) if (timers.delete(timer)) timer.callback();
    stopWhenUnused();
  }

  function stopWhenUnused(): void {
    if (timers.size > 0) return;
    stopTicking?.();
    stopTicking = undefined;
  }

  return {
    now: () => start + read(),
    monotonic: read,
    schedule(delayMs, callback) {
      const timer: Timer = { due: read() + delayMs, callback };
      timers.add(timer);
      stopTicking ??= everyTurn(tick);
      return () => {
        timers.delete(timer);
        stopWhenUnused();
      };
    },
    hold() {
      read();
      holds++;
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        read();
        holds--;
      };
    },
    leap(ms) {
      elapsed += ms;
    },
  };
}

/** CPU time, because the active time of the event loop goes on while the machine gives the process no CPU. */
function measureProcess(): ElapsedTime {
  const { user, system } = process.cpuUsage();
  return { idle: performance.eventLoopUtilization().idle, active: (user + system) / 1000 };
}

function everyMillisecond(tick: () => void): () => void {
  const interval = setInterval(tick, 1);
  return () => clearInterval(interval);
}
