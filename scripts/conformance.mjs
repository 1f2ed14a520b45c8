import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { endOnSignal, loadRealServer } from './lib/real-server.mjs';
import { SkippedError, main, node, run, step } from './lib/run.mjs';

/**
 * `npm run conformance [-- OPTIONS] [JEST ARGUMENTS]`: runs the conformance suites in this order:
 *
 * - the properties of `conformance/properties`, against client-go
 * - the suites of `conformance/suites`, against a real kube-apiserver and the embedded server
 * - the suites of `conformance/together`, against both servers at once
 * - the comparison of clients that are generated from a real server
 * - the faults
 *
 * KUBEBUILDER_ASSETS may name a folder with etcd and kube-apiserver, which are used instead of our own.
 *
 *   --only properties|types|embedded|real|together   runs one part; a file name after it selects one suite
 *   --nightly              runs 20,000 new random cases per property instead of 1,000, and 10,000 faults
 *   --seed N               the seed of random cases; each run prints its seed
 *   --kubeconfig FILE      uses this cluster instead of our own real server, and writes to it. Suites that restart the server fail.
 *   --update               records the responses of the real server again (conformance/suites/__snapshots__)
 *   --no-faults            omits the fault suite, which runs 500 faults against each server (npm run faults)
 *
 * Jest arguments also omit the faults and the generated clients.
 */
const args = process.argv.slice(2);

/** Removes a flag from the arguments. Returns whether it was given. */
function flag(name) {
  const at = args.indexOf(name);
  if (at >= 0) args.splice(at, 1);
  return at >= 0;
}

/** Removes an option from the arguments. Returns its value, or undefined if it was not given. */
function option(name) {
  const at = args.indexOf(name);
  if (at < 0) return undefined;
  const [, value] = args.splice(at, 2);
  if (value === undefined) throw new Error(`${name} needs a value`);
  return value;
}

const folder = path.resolve('.cache', 'conformance');

async function startEmbedded() {
  const { startApiServer } = await import('kube-client-testing');
  const server = await startApiServer({ tokens: ['conformance'] });
  const kubeconfigPath = path.join(folder, 'embedded.kubeconfig');
  await writeFile(kubeconfigPath, server.kubeconfig());
  return { kubeconfigPath, compact: async () => server.compact(), restart: () => server.restart(), stop: () => server.stop() };
}

/** Returns the cluster of `--kubeconfig`, which cannot be compacted or restarted. */
function givenCluster(kubeconfig) {
  const refuse = (what) => () => Promise.reject(new Error(`a cluster given by --kubeconfig cannot be ${what}`));
  return {
    kubeconfigPath: path.resolve(kubeconfig),
    compact: refuse('compacted'),
    restart: refuse('restarted'),
    stop: async () => {},
  };
}

/** Runs jest. Resolves with jest's report. */
async function runJest(kind, config, env, jestArgs) {
  const output = path.join(folder, `${kind}.json`);
  await rm(output, { force: true });
  const jest = ['node_modules/jest/bin/jest.js', '--config', config, '--passWithNoTests'];
  await run(process.execPath, [...jest, '--json', '--outputFile', output, ...jestArgs], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  }).catch(
    // The report lists the failures. Without a report, jest itself failed.
    async (error) => readFile(output).catch(() => Promise.reject(error)),
  );
  return JSON.parse(await readFile(output, 'utf8'));
}

/** Runs the suites against one server. */
async function runSuites(kind, server, startControl, jestArgs) {
  const control = await startControl({ compact: () => server.compact(), restart: () => server.restart() });
  const env = {
    CONFORMANCE_SERVER: kind,
    CONFORMANCE_KUBECONFIG: server.kubeconfigPath,
    ...(server.kubeletPort === undefined ? {} : { CONFORMANCE_KUBELET_PORT: String(server.kubeletPort) }),
    CONFORMANCE_CONTROL: control.url,
  };
  try {
    return await runJest(kind, 'conformance/jest.config.js', env, ['--runInBand', ...jestArgs]);
  } finally {
    await control.close();
  }
}

/** Runs the suites that use both servers at once. */
async function runTogether(startReal, env, jestArgs) {
  const real = await startReal();
  try {
    const embedded = await startEmbedded();
    const where = { CONFORMANCE_REAL: real.kubeconfigPath, CONFORMANCE_EMBEDDED: embedded.kubeconfigPath };
    try {
      return await runJest('together', 'conformance/together/jest.config.js', { ...env, ...where }, ['--runInBand', ...jestArgs]);
    } finally {
      await embedded.stop();
    }
  } finally {
    await real.stop();
  }
}

/** Runs a script as one test case. Resolves with its result. */
const asOneCase = (...command) =>
  node(...command).then(
    () => 'passed',
    (error) => (process.stderr.write(`${error.message}\n`), error instanceof SkippedError ? 'skipped' : 'failed'),
  );

/** Returns the number of random cases per property, and their seed. CI uses the same seed for every change. */
function casesOf(nightly, seed) {
  const { CONFORMANCE_CASES = nightly ? '20000' : '1000', CONFORMANCE_SEED = nightly ? String(Date.now() % 2 ** 31) : '1' } =
    process.env;
  return { CONFORMANCE_CASES, CONFORMANCE_SEED: seed ?? CONFORMANCE_SEED };
}

function countsOf(report) {
  const broken = report.testResults.filter(
    ({ assertionResults, status }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Prints the results of the suites. `casesEach` is the number of random cases per test. */
function printSuites(report, casesEach) {
  for (const { name, assertionResults } of report.testResults) {
    const passed = assertionResults.filter(({ status }) => status === 'passed').length;
    const cases = casesEach === undefined ? '' : `, ${(passed * casesEach).toLocaleString('en')} random cases`;
    process.stdout.write(
      `  ${path.basename(name, '.test.ts').padEnd(24)} ${passed} of ${assertionResults.length} passed${cases}\n`,
    );
  }
}

/** Adds the test cases of a report to the counts of a server. */
function add(counts, kind, more) {
  const { passed, failed, skipped } = counts[kind] ?? { passed: 0, failed: 0, skipped: 0 };
  counts[kind] = { passed: passed + more.passed, failed: failed + more.failed, skipped: skipped + more.skipped };
}

const line = (kind, { passed, failed, skipped }) => `${kind}: ${passed} passed, ${failed} failed, ${skipped} skipped\n`;

await main(async () => {
  const only = option('--only');
  const kubeconfig = option('--kubeconfig');
  const update = flag('--update');
  const nightly = flag('--nightly');
  const cases = casesOf(nightly, option('--seed'));
  const kinds = ['properties', 'embedded', 'real'];
  const parts = [...kinds, 'types', 'together'];
  if (only !== undefined && !parts.includes(only)) throw new Error(`--only ${only}: must be one of ${parts.join(', ')}`);
  const isWanted = (part) => only === undefined || only === part;
  const noFaults = flag('--no-faults');
  const isWhole = kubeconfig === undefined && args.length === 0;
  const withFaults = !noFaults && isWhole;
  const begun = performance.now();
  endOnSignal();
  await mkdir(folder, { recursive: true });
  await step('build the packages', () => node('scripts/build.mjs'));
  const { startRealApiServer, RealServerUnavailableError } = await loadRealServer();
  const { startControl } = await import('../conformance/dist/control/control.js');
  const startReal = async () =>
    kubeconfig === undefined
      ? startRealApiServer({ kubelet: true, progress: (text) => process.stdout.write(`${text}\n`) })
      : givenCluster(kubeconfig);

  const counts = {};
  let absent;
  if (isWanted('properties')) {
    await step('the properties against client-go', async () => {
      const report = await runJest('properties', 'conformance/properties/jest.config.js', cases, args);
      counts.properties = countsOf(report);
      printSuites(report, Number(cases.CONFORMANCE_CASES));
    });
  }
  if (isWanted('types') && isWhole) {
    await step('types of custom resources and core types', async () => {
      counts.types = { passed: 0, failed: 0, skipped: 0 };
      counts.types[await asOneCase('conformance/core-types/run.mjs')] += 1;
    });
  }
  // Run the real server first: if its responses have changed, the expectations for the embedded server are wrong.
  const starts = /** @type {const} */ ([
    ['real', startReal],
    ['embedded', startEmbedded],
  ]);
  for (const [kind, start] of starts) {
    if (!isWanted(kind)) continue;
    await step(`the suites against the ${kind} API server`, async () => {
      let server;
      try {
        server = await start();
      } catch (error) {
        if (!(error instanceof RealServerUnavailableError)) throw error;
        absent = error.message;
        return;
      }
      try {
        const mode = update && kind === 'real' ? ['--updateSnapshot'] : ['--ci'];
        const report = await runSuites(kind, server, startControl, [...mode, ...args]);
        add(counts, kind, countsOf(report));
        printSuites(report);
      } finally {
        await server.stop();
      }
    });
  }
  if (isWanted('together') && kubeconfig === undefined && absent === undefined) {
    await step('both API servers at once', async () => {
      const report = await runTogether(startReal, cases, args);
      for (const kind of ['embedded', 'real']) add(counts, kind, countsOf(report));
      printSuites(report);
    });
  }
  if (only === undefined && isWhole && absent === undefined) {
    await step('what is generated from a real API server', async () => {
      counts.real[await asOneCase('conformance/from-cluster.mjs')] += 1;
    });
  }
  for (const kind of ['real', 'embedded']) {
    if (!withFaults || counts[kind] === undefined) continue;
    counts[kind][await asOneCase('scripts/faults.mjs', '--server', kind, ...(nightly ? ['--nightly'] : []))] += 1;
  }
  if (absent !== undefined) {
    const { passed, failed, skipped } = counts.embedded ?? { passed: 0, failed: 0, skipped: 0 };
    process.stdout.write(`the real API server is left out: ${absent}\n`);
    counts.real = { passed: 0, failed: 0, skipped: passed + failed + skipped };
  }
  process.stdout.write(`\nall of it took ${((performance.now() - begun) / 1000).toFixed(0)} s\n`);
  for (const kind of [...kinds, 'types']) if (counts[kind]) process.stdout.write(line(kind, counts[kind]));
  if (Object.values(counts).some(({ failed }) => failed > 0)) process.exitCode = 1;
});
