import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Measures a client: `node subjects/X.mjs URL CA-FILE MODE COUNT [OPTION…]`. `MODE` is `sync`, which ends after COUNT objects, or
 * `events`, which ends after COUNT events.
 *
 * `start(url, ca, onObject)` starts the client and calls `onObject` for each object. Its result is kept alive until the memory
 * has been measured.
 */
export async function measure(start) {
  const [url, caFile, mode, countText, ...options] = process.argv.slice(2);
  const count = Number(countText);
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc');
  collectGarbage();
  const heapBefore = process.memoryUsage().heapUsed;
  let seen = 0;
  let firstAt = 0;
  let finish;
  const all = new Promise((resolve) => (finish = resolve));
  const onObjects = (n) => {
    if (seen === 0) firstAt = performance.now();
    seen += n;
    if (seen >= count) finish(performance.now());
  };
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const startAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const kept = await start({ url, ca: readFileSync(caFile ?? ''), mode, options, onObjects });
  const endAt = await all;
  await kept.settled?.();
  const settledAt = performance.now();
  const cpu = process.cpuUsage(cpuBefore);
  // The current block of the event loop may be the longest one.
  await new Promise((resolve) => setTimeout(resolve, 5));
  delays.disable();
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  // Collect twice, because the first collection makes more objects unreachable.
  collectGarbage();
  collectGarbage();
  const heapBytes = process.memoryUsage().heapUsed - heapBefore;
  const result = {
    seconds: (settledAt - startAt) / 1000,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    perSecond: (seen - 1) / ((endAt - firstAt) / 1000),
    peakMegabytes,
    heapBytesAnObject: heapBytes / (kept.objects?.() ?? count),
    holdMs: { max: delays.max / 1e6, p999: delays.percentile(99.9) / 1e6 },
  };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  kept.stop?.();
  process.exit();
}
