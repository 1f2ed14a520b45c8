import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { endOnSignal, loadRealServer } from './lib/real-server.mjs';
import { main, node, step } from './lib/run.mjs';

/**
 * `npm run faults [-- OPTIONS]`: causes random faults in informers while objects change, and compares the informers with the
 * server after each fault. Ends with exit code 1 if anything was lost, invented or left over.
 *
 *   --server embedded|real   default: embedded
 *   --faults N               default: 500
 *   --nightly                10,000 faults
 *   --seed N                 repeats the faults and changes of a run; default: a new seed, which is printed
 *   --restarts N             the number of server restarts; default: one per 50 faults, or one per 250 with the real server
 */
const { values } = parseArgs({
  options: {
    server: { type: 'string', default: 'embedded' },
    faults: { type: 'string', default: '500' },
    nightly: { type: 'boolean', default: false },
    seed: { type: 'string' },
    restarts: { type: 'string' },
  },
});

function wholeNumber(name, text) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new Error(`--${name} ${text}: must be an integer of at least 0`);
  return number;
}

async function startEmbedded() {
  const { startApiServer } = await import('kube-client-testing');
  const token = 'faults';
  const server = await startApiServer({ tokens: [token] });
  return {
    config: { ...server.restConfig(), bearerToken: token },
    compact: async () => server.compact(),
    restart: () => server.restart(),
    stop: () => server.stop(),
  };
}

async function startReal() {
  const { startRealApiServer } = await loadRealServer();
  const server = await startRealApiServer({ progress: (line) => process.stdout.write(`${line}\n`) });
  return {
    acceleration: 80,
    config: server.restConfig(),
    compact: () => server.compact(),
    restart: () => server.restart(),
    stop: () => server.stop(),
  };
}

const list = (counts) =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');

await main(async () => {
  const { server: kind } = values;
  if (kind !== 'embedded' && kind !== 'real') throw new Error(`--server ${kind}: must be embedded or real`);
  const faults = values.nightly ? 10_000 : wholeNumber('faults', values.faults);
  const seed = values.seed === undefined ? randomInt(2 ** 31) : wholeNumber('seed', values.seed);
  const restarts =
    values.restarts === undefined ? Math.ceil(faults / (kind === 'real' ? 250 : 50)) : wholeNumber('restarts', values.restarts);
  endOnSignal();
  await node('scripts/build.mjs', 'runtime', 'testing');
  await loadRealServer();
  const { runFaults, watchProcess } = await import('../conformance/dist/faults/index.js');
  process.stdout.write(`faults on the ${kind} API server, seed ${seed}\n`);
  await step(`${faults} faults`, async () => {
    const process_ = watchProcess();
    const server = await (kind === 'real' ? startReal() : startEmbedded());
    let report;
    try {
      report = await runFaults(server, {
        ...{ seed, faults, restarts, ...('acceleration' in server && { acceleration: server.acceleration }) },
        progress: (line) => process.stdout.write(`${line}\n`),
      });
    } finally {
      await server.stop();
    }
    const faultsOfProcess = await process_.end();
    for (const line of [...report.lost, ...report.invented, ...faultsOfProcess]) process.stdout.write(`  ${line}\n`);
    const { relists, events, objects, compared, lost, invented, counts } = report;
    process.stdout.write(`  ${list(counts)}\n`);
    process.stdout.write(
      `faults ${report.faults}, relists ${relists}, events ${events}, objects ${objects}, caches equal to a list ${lost.length > 0 ? 'not all' : compared}, lost ${lost.length}, invented ${invented.length}, left over ${faultsOfProcess.length}\n`,
    );
    if (lost.length + invented.length + faultsOfProcess.length > 0 || report.faults < faults) {
      throw new Error(`again: npm run faults -- --server ${kind} --faults ${faults} --seed ${seed}`);
    }
  });
});
