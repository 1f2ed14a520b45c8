import { median } from '../measure.mjs';
import { buildClientGo, benchOperations } from './client-go.mjs';
import { benchInformers } from './informers.mjs';
import { benchSizes } from './sizes.mjs';
import { benchSockets } from './sockets.mjs';

/**
 * Measures the runtime, the limit and the peers. Yields the rows of the table: `{ figure, ours, limit, clientNode, clientGo,
 * mark, reached, miss }`. All values are texts except `reached`. Values that could not be measured are empty.
 */
export async function benchRuntime({ runs, log }) {
  const clientGo = await buildClientGo(log);
  const informers = await benchInformers({ runs, clientGo, log });
  const operations = await benchOperations({ runs, clientGo, log });
  // These processes take a tenth of a second, so other load of the machine affects them. More runs cost little.
  const sizes = await benchSizes({ runs: 2 * runs + 1, log });
  return [...informerRows(informers), ...operationRows(operations), ...sizeRows(sizes), ...socketRows(await benchSockets())];
}

const number = (digits) => (value) =>
  value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
const whole = number(0);
const kib = (bytes) => `${number(1)(bytes / 1024)} KiB`;
const seconds = (value) => `${number(2)(value)} s`;
const megabytes = (value) => `${whole(value)} MB`;

/**
 * Returns a condition of a target: `value` must be at least or at most `times` the value of `other`. Not checked if the other
 * value is missing.
 */
const atLeast = (what, value, other, times) => condition(what, value, other, times, (ratio) => ratio >= times, 'at least');
const atMost = (what, value, other, times) => condition(what, value, other, times, (ratio) => ratio <= times, 'at most');

function condition(what, value, other, times, holds, word) {
  if (value === undefined || other === undefined) return undefined;
  const ratio = value / other;
  return { holds: holds(ratio), text: `${number(2)(ratio)} of ${what} (${word} ${Number(times.toFixed(3))})` };
}

/**
 * Returns a row with the values of each column, printed by `print`. A client that failed has its error instead. `why` is the
 * reason of a missed target.
 */
function row(figure, values, print, conditions, why) {
  const cell = (value) => (value === undefined ? '' : typeof value === 'string' ? value : print(value));
  const judged = conditions.filter((one) => one !== undefined);
  const reached = judged.every(({ holds }) => holds);
  const marks = judged.map(({ text, holds }) => `${text}${holds ? '' : ', **missed**'}`).join('; ');
  return {
    figure,
    cells: ['ours', 'limit', 'clientNode', 'clientGo'].map((column) => cell(values[column])),
    mark: reached || why === undefined ? marks : `${marks}: ${why}`,
    reached,
  };
}

const of = (subject, key) => (subject === undefined ? undefined : subject.failure !== undefined ? undefined : key(subject));
const shown = (subject, key) => (subject?.failure !== undefined ? 'fails' : of(subject, key));

/** @param {Record<string, any>} informers */
function informerRows({ events, sync, large, streamed }) {
  const rate = ({ perSecond }) => perSecond;
  const time = (one) => one.seconds;
  const heap = ({ heapBytesAnObject }) => heapBytesAnObject;
  const peak = ({ peakMegabytes }) => peakMegabytes;
  const best = (scenario, key, choose) => choose(key(scenario.https), key(scenario.undici));
  const limitRate = best(events, rate, Math.max);
  const limitTime = best(sync, time, Math.min);
  const peers = (scenario, key, limit, ours, go = 'clientGo') => ({
    ours: shown(scenario[ours], key),
    limit,
    clientNode: shown(scenario.clientNode, key),
    clientGo: shown(scenario[go], key),
  });
  const value = (scenario, name, key) => of(scenario[name], key);
  return [
    row(
      'watch events a second, stripped',
      peers(events, rate, limitRate, 'stripped', 'clientGoStripped'),
      whole,
      [
        atLeast('the limit', value(events, 'stripped', rate), limitRate, 1.7),
        atLeast('client-node', value(events, 'stripped', rate), value(events, 'clientNode', rate), 1.7),
        atLeast('client-go', value(events, 'stripped', rate), value(events, 'clientGo', rate), 5),
      ],
      'TLS, and parsing and moving what is kept, take nine tenths of the time; finding and cutting the fields a twelfth',
    ),
    row('watch events a second, whole', peers(events, rate, limitRate, 'whole'), whole, [
      atLeast('the limit', value(events, 'whole', rate), limitRate, 0.9),
      atLeast('client-node', value(events, 'whole', rate), value(events, 'clientNode', rate), 1),
      atLeast('client-go', value(events, 'whole', rate), value(events, 'clientGo', rate), 4),
    ]),
    row('time to sync 20,000 pods, stripped', peers(sync, time, limitTime, 'stripped', 'clientGoStripped'), seconds, [
      atMost('the limit', value(sync, 'stripped', time), limitTime, 0.8),
      atMost('client-node', value(sync, 'stripped', time), value(sync, 'clientNode', time), 0.5),
      atMost('client-go', value(sync, 'stripped', time), value(sync, 'clientGo', time), 0.5),
    ]),
    row('time to sync 20,000 pods, whole', peers(sync, time, limitTime, 'whole'), seconds, []),
    row(
      'heap an object in the cache, stripped',
      peers(sync, heap, heap(sync.https), 'stripped', 'clientGoStripped'),
      kib,
      [atMost('4.6 KiB', value(sync, 'stripped', heap), 4.6 * 1024, 1)],
      'the parsed pod is 4.46 KiB of it; its key, its places in the cache and the types that a list leaves out take the rest',
    ),
    row('heap an object in the cache, whole', peers(sync, heap, heap(sync.https), 'whole'), kib, [
      atMost('12.5 KiB', value(sync, 'whole', heap), 12.5 * 1024, 1),
    ]),
    row(
      'peak memory, 20,000 pods, stripped',
      peers(sync, peak, best(sync, peak, Math.min), 'stripped', 'clientGoStripped'),
      megabytes,
      [
        atMost('client-node', value(sync, 'stripped', peak), value(sync, 'clientNode', peak), 0.5),
        atMost('client-go', value(sync, 'stripped', peak), value(sync, 'clientGo', peak), 1),
      ],
    ),
    row(
      'longest hold of the event loop, 20,000 pods',
      peers(
        sync,
        ({ holdMs }) => holdMs?.max,
        best(sync, ({ holdMs }) => holdMs.max, Math.min),
        'stripped',
      ),
      (ms) => `${whole(ms)} ms`,
      [
        atMost(
          '150 ms',
          value(sync, 'stripped', ({ holdMs }) => holdMs.max),
          150,
          1,
        ),
        atMost(
          '150 ms, whole',
          value(sync, 'whole', ({ holdMs }) => holdMs.max),
          150,
          1,
        ),
      ],
    ),
    row(
      'the same, 99.9th percentile',
      peers(
        sync,
        ({ holdMs }) => holdMs?.p999,
        best(sync, ({ holdMs }) => holdMs.p999, Math.min),
        'stripped',
      ),
      (ms) => `${whole(ms)} ms`,
      [
        atMost(
          '50 ms',
          value(sync, 'stripped', ({ holdMs }) => holdMs.p999),
          50,
          1,
        ),
      ],
    ),
    row('peak memory, 120,000 pods listed, stripped', peers(large, peak, undefined, 'stripped'), megabytes, [
      atMost('1.2 GB', value(large, 'stripped', peak), 1200, 1),
    ]),
    row('peak memory, 120,000 pods streamed, stripped', peers(streamed, peak, undefined, 'stripped'), megabytes, [
      atMost('1.2 GB', value(streamed, 'stripped', peak), 1200, 1),
    ]),
    row('time to sync 120,000 pods listed, stripped', peers(large, time, undefined, 'stripped'), seconds, []),
  ];
}

/** @param {Record<string, any>} operations */
function operationRows({ ours, clientGo }) {
  const names = /** @type {const} */ ([
    ['workqueue', 'workqueue add, get, forget, done a second', 1],
    ['indexerAdd', 'indexer add with 2 indexes a second', 1],
    ['byIndex', '`byIndex` of 500 a second', 1],
    ['getByKey', 'get by key a second', 0.5],
    ['deltaFIFO', 'DeltaFIFO update and pop a second', 1],
  ]);
  return names.map(([name, figure, times]) => {
    const mine = median(ours.map((/** @type {any} */ one) => one[name]));
    const theirs = clientGo && median(clientGo.map((/** @type {any} */ one) => one[name]));
    const why = 'runs of it spread by a third to both sides, with what else the machine does';
    return row(figure, { ours: mine, clientGo: theirs }, whole, [atLeast('client-go', mine, theirs, times)], why);
  });
}

function sizeRows({ imports, bundles }) {
  const above = (name) => (imports[name].seconds - imports.nothing.seconds) * 1000;
  const clientNode = above('client-node');
  const ms = (value) => `${whole(value)} ms`;
  return [
    row(
      'import of the Kubernetes clientset, above `node -e 0`',
      { ours: above('Kubernetes'), clientNode },
      ms,
      [atMost('client-node', above('Kubernetes'), clientNode, 1 / 8)],
      'most of it is Node finding the modules, one for each group and version',
    ),
    row('import of one CRD’s clientset, above `node -e 0`', { ours: above('one CRD'), clientNode }, ms, [
      atMost('client-node', above('one CRD'), clientNode, 1 / 12),
      atMost('60 ms', above('one CRD'), 60, 1),
    ]),
    ...Object.entries(bundles).map(([name, { entry, all }], i) =>
      row(
        `bundle of ${name}, minified and gzipped`,
        { ours: all / 1000 },
        (kb) => `${number(1)(kb)} kB (${number(1)(entry / 1000)} kB at once)`,
        [atMost(i === 0 ? '40 kB' : '70 kB', all / 1000, i === 0 ? 40 : 70, 1)],
      ),
    ),
  ];
}

function socketRows({ inARow, atOnce, pool }) {
  return [
    row('sockets for 1,000 requests in a row', { ours: inARow }, whole, [atMost('1', inARow, 1, 1)]),
    row('sockets for 100 requests at once', { ours: atOnce }, whole, [atMost(`the pool of ${pool}`, atOnce, pool, 1)]),
  ];
}
