import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { endOnSignal, loadRealServer } from './real-server.mjs';
import { main, node, run, step } from './run.mjs';

/**
 * `npm run conformance [-- OPTIONS] [JEST ARGUMENTS]`: the suites of `conformance/suites` against a real kube-apiserver and
 * against the embedded one. KUBEBUILDER_ASSETS may name a folder with etcd and kube-apiserver to use in place of our own.
 *
 *   --only embedded|real   one of the two
 *   --kubeconfig FILE      this cluster in place of a real server of our own. It is written to, so KUBECONFIG alone does not
 *                          choose it; suites that restart their server fail there
 *   --update               writes down anew what the real server answers (conformance/suites/__snapshots__)
 */
const args = process.argv.slice(2);

/** Takes an option out of the arguments. */
function option(name, hasValue) {
  const at = args.indexOf(name);
  if (at < 0) return undefined;
  const [, value] = args.splice(at, hasValue ? 2 : 1);
  if (hasValue && value === undefined) throw new Error(`${name} needs a value`);
  return hasValue ? value : true;
}

const folder = path.resolve('.cache', 'conformance');

async function startEmbedded() {
  const { startApiServer } = await import('kube-client-testing');
  const server = await startApiServer({ tokens: ['conformance'] });
  const kubeconfigPath = path.join(folder, 'embedded.kubeconfig');
  await writeFile(kubeconfigPath, server.kubeconfig());
  return { kubeconfigPath, compact: async () => server.compact(), restart: () => server.restart(), stop: () => server.stop() };
}

/** A cluster of somebody else's, which can be neither compacted nor restarted. */
function givenCluster(kubeconfig) {
  const refuse = (what) => () => Promise.reject(new Error(`a cluster given by --kubeconfig cannot be ${what}`));
  return {
    kubeconfigPath: path.resolve(kubeconfig),
    compact: refuse('compacted'),
    restart: refuse('restarted'),
    stop: async () => {},
  };
}

/** Runs the suites against one server. Resolves with jest's own report. */
async function runSuites(kind, server, startControl, jestArgs) {
  const control = await startControl({ compact: () => server.compact(), restart: () => server.restart() });
  const output = path.join(folder, `${kind}.json`);
  await rm(output, { force: true });
  const env = {
    ...process.env,
    CONFORMANCE_SERVER: kind,
    CONFORMANCE_KUBECONFIG: server.kubeconfigPath,
    CONFORMANCE_CONTROL: control.url,
  };
  const jest = ['node_modules/jest/bin/jest.js', '--config', 'conformance/jest.config.js', '--runInBand'];
  try {
    await run(process.execPath, [...jest, '--json', '--outputFile', output, ...jestArgs], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    }).catch(
      // What failed is in the report; where there is none, jest itself did.
      async (error) => readFile(output).catch(() => Promise.reject(error)),
    );
  } finally {
    await control.close();
  }
  return JSON.parse(await readFile(output, 'utf8'));
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

function printSuites(report) {
  for (const { name, assertionResults } of report.testResults) {
    const passed = assertionResults.filter(({ status }) => status === 'passed').length;
    process.stdout.write(`  ${path.basename(name, '.test.ts').padEnd(24)} ${passed} of ${assertionResults.length} passed\n`);
  }
}

const line = (kind, { passed, failed, skipped }) => `${kind}: ${passed} passed, ${failed} failed, ${skipped} skipped\n`;

await main(async () => {
  const only = option('--only', true);
  const kubeconfig = option('--kubeconfig', true);
  const update = option('--update', false) === true;
  if (only !== undefined && only !== 'embedded' && only !== 'real') throw new Error(`--only ${only}: it is embedded or real`);
  const begun = performance.now();
  endOnSignal();
  await mkdir(folder, { recursive: true });
  await step('build the packages', () => node('scripts/build.mjs'));
  const { startRealApiServer, RealServerUnavailableError } = await loadRealServer();
  const { startControl } = await import('../conformance/dist/control/control.js');
  const startReal = async () =>
    kubeconfig === undefined
      ? startRealApiServer({ progress: (text) => process.stdout.write(`${text}\n`) })
      : givenCluster(kubeconfig);

  const counts = {};
  let absent;
  // The real server first: where it has changed its mind, what the embedded one is held to is wrong.
  for (const [kind, start] of [
    ['real', startReal],
    ['embedded', startEmbedded],
  ]) {
    if (only !== undefined && only !== kind) continue;
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
        counts[kind] = countsOf(report);
        printSuites(report);
      } finally {
        await server.stop();
      }
    });
  }
  if (absent !== undefined) {
    const { passed, failed, skipped } = counts.embedded ?? { passed: 0, failed: 0, skipped: 0 };
    process.stdout.write(`the real API server is left out: ${absent}\n`);
    counts.real = { passed: 0, failed: 0, skipped: passed + failed + skipped };
  }
  process.stdout.write(`\nall of it took ${((performance.now() - begun) / 1000).toFixed(0)} s\n`);
  for (const kind of ['embedded', 'real']) if (counts[kind]) process.stdout.write(line(kind, counts[kind]));
  if (Object.values(counts).some(({ failed }) => failed > 0)) process.exitCode = 1;
});
