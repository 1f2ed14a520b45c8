import { rm } from 'node:fs/promises';
import path from 'node:path';
import { median } from '../measure.mjs';
import { makeCertificate, runSubject, startReplayServer } from './run-subject.mjs';

const node = (name, ...options) => ({
  command: process.execPath,
  args: [path.join(import.meta.dirname, 'subjects', `${name}.mjs`)],
  options,
});

/** Returns the measured clients: a name, a program, and the scenarios to omit. */
const subjects = (clientGo) => ({
  https: node('limit-https'),
  undici: node('limit-undici'),
  clientNode: node('client-node'),
  whole: node('kube-client-runtime'),
  stripped: node('kube-client-runtime', 'strip'),
  ...(clientGo === undefined
    ? {}
    : { clientGo: { command: clientGo }, clientGoStripped: { command: clientGo, options: ['strip'] } }),
});

const scenarios = [
  { name: 'events', title: '40,000 watch events', mode: 'events', pods: 0, events: 40_000, count: 40_000 },
  { name: 'sync', title: '20,000 pods, listed', mode: 'sync', pods: 20_000, events: 0, count: 20_000 },
  // Larger than other clients can read. The limit is omitted, because V8 has no strings of 630 MB.
  {
    name: 'large',
    title: '120,000 pods, listed',
    mode: 'sync',
    pods: 120_000,
    events: 0,
    count: 120_000,
    only: ['stripped', 'whole', 'clientNode', 'clientGo'],
    once: true,
  },
  {
    name: 'streamed',
    title: '120,000 pods, streamed',
    mode: 'sync',
    pods: 120_000,
    events: 0,
    count: 120_000,
    watchList: true,
    only: ['stripped', 'clientGo'],
    once: true,
  },
];

/**
 * Runs each scenario `runs` times with all clients in turn. Returns the medians: `{ scenario: { subject: figures } }`. A client
 * that fails has the first line of its error.
 */
export async function benchInformers({ runs, clientGo, log, scenario: wanted = undefined }) {
  const certificate = await makeCertificate();
  /** @type {Record<string, any>} */
  const results = {};
  try {
    for (const scenario of scenarios.filter(({ name }) => wanted === undefined || wanted === name)) {
      const server = await startReplayServer(certificate, scenario);
      try {
        const all = Object.entries(subjects(clientGo)).filter(([name]) => scenario.only?.includes(name) ?? true);
        /** @type {Record<string, any[]>} */
        const measured = {};
        for (let run = 0; run < (scenario.once ? 1 : runs); run++) {
          for (const [name, subject] of all) {
            const figures = await runSubject(subject, {
              url: server.url,
              ca: certificate.cert,
              ...scenario,
              options: subject.options,
            }).catch(failure);
            (measured[name] ??= []).push(figures);
            log(
              `${scenario.title}: ${name} ${figures.failure ?? `${figures.seconds.toFixed(2)} s, ${figures.peakMegabytes.toFixed(0)} MB`}`,
            );
          }
        }
        results[scenario.name] = Object.fromEntries(Object.entries(measured).map(([name, list]) => [name, medians(list)]));
      } finally {
        await server.stop();
      }
    }
    return results;
  } finally {
    await rm(certificate.folder, { recursive: true, force: true });
  }
}

function failure(error) {
  const complaint = `${error.stderr ?? ''}\n${error.message}`;
  return { failure: /^(?:\w*Error|fatal error|FATAL ERROR).*$/m.exec(complaint)?.[0] ?? error.message.split('\n')[0] };
}

function medians(list) {
  const failed = list.find((one) => one.failure !== undefined);
  if (failed) return failed;
  const [first] = list;
  return Object.fromEntries(
    Object.keys(first).map((key) => [
      key,
      typeof first[key] === 'number' ? median(list.map((one) => one[key])) : medians(list.map((one) => one[key])),
    ]),
  );
}
