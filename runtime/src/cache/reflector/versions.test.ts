import { ConnectionError } from '../../errors/index.js';
import { newFakeClock } from '../../util/index.js';
import { newSharedIndexInformer } from '../informer/shared-index-informer.js';
import { added, deleted, modified, pod, versions, type TestPod } from '../testdata/pods.js';
import { ScriptedSource, settle } from '../testdata/scripted-source.js';
import { bookmark, ended, failed, listing, object, opened, page, sent, Walk } from '../testdata/walk.js';
import { ServerChangedError, VersionWentBackError } from './errors.js';
import { isOlderVersion } from './resource-version.js';
import type { ReflectorEvent } from './state.js';

const woken: ReflectorEvent = { type: 'woken' };
const cut = new ConnectionError('socket hang up', { code: 'ECONNRESET' });

test.each<[string, string | undefined, boolean]>([
  ['9', '10', true],
  ['10', '9', false],
  ['10', '10', false],
  ['99999999999999999998', '99999999999999999999', true],
  ['', '10', false],
  ['9', undefined, false],
  ['9', '', false],
  ['0', '10', false],
  ['09', '10', false],
  ['a', 'b', false],
  ['9', 'b', false],
  ['9.5', '10', false],
  ['-9', '10', false],
])('version %j is older than %j: %j; versions that are not whole numbers are not compared', (version, other, older) => {
  expect(isOlderVersion(version, other)).toBe(older);
});

describe('after a reconnect, a version below the last one seen', () => {
  const reconnected = () => {
    const walk = listing().take(page('1000'), sent, opened, object('1005'));
    walk.now = 60_000;
    return walk.take(ended, sent, opened);
  };

  test.each<[string, ReflectorEvent]>([
    ['an event', object('7')],
    ['a deletion', object('7', { change: 'DELETED' })],
    ['a bookmark', bookmark('7')],
  ])('%s: means a relist of the newest state, since the server was restored from a backup, or is another one', (_, event) => {
    const walk = reconnected().take(event);
    expect(walk.effects).toEqual([{ type: 'report', error: new VersionWentBackError('7', '1005') }]);
    expect(walk.state).toMatchObject({ phase: 'waiting', then: 'sync' });
    expect(walk.take(woken).request).toEqual({ resourceVersion: '', limit: 500 });
    // The versions of the restored server count from there on.
    walk.take(page('8'), sent, opened, object('9'));
    expect(walk.said).toEqual(['apply']);
    expect(walk.lastSyncResourceVersion).toBe('9');
  });

  test('does not for versions that are not whole numbers', () => {
    expect(reconnected().take(object('x7')).said).toEqual(['apply']);
  });

  test('a server whose versions go back again and again has no order of versions, and is not listed for ever', () => {
    const walk = reconnected();
    let relists = 0;
    for (let i = 0; i < 50; i++) {
      walk.take(object('7'));
      if (walk.state.phase !== 'waiting') continue;
      relists++;
      walk.now += walk.state.delayMs;
      walk.take(woken, page('1000'), sent, opened);
    }
    expect(relists).toBe(2);
    expect(walk.said).toEqual(['apply']);
    expect(walk.lastSyncResourceVersion).toBe('7');
  });

  test('versions that only go back within one watch do not move the last version back', () => {
    const walk = reconnected().take(object('1009'), object('1007'), bookmark('1006'));
    expect(walk.lastSyncResourceVersion).toBe('1009');
  });
});

describe('within one watch, an event older than the stored version of the same object', () => {
  test('is dropped with a warning, the first of its watch', () => {
    const walk = listing().take(page('10'), sent, opened, object('12'));
    expect(walk.take(object('11', { change: 'MODIFIED', heldVersion: '12' })).said).toEqual(['dropped']);
    expect(walk.take(object('11', { change: 'DELETED', heldVersion: '12' })).said).toEqual([]);
    expect(walk.take(object('12', { change: 'DELETED', heldVersion: '12' })).said).toEqual(['apply']);
    walk.now = 300_000;
    walk.take(ended, sent, opened);
    expect(walk.take(object('13', { heldVersion: '14' })).said).toEqual(['dropped']);
  });

  test('is not dropped if one of the versions is not a whole number', () => {
    const walk = listing().take(page('10'));
    expect(walk.take(object('11', { heldVersion: 'z' })).said).toEqual(['apply']);
    expect(walk.take(object('a', { heldVersion: 'b' })).said).toEqual(['apply']);
  });

  test('is dropped among initial events, too', () => {
    const walk = new Walk(true).take(sent, opened, object('12'));
    expect(walk.take(object('11', { change: 'MODIFIED', heldVersion: '12' })).said).toEqual(['dropped']);
  });

  test('leaves the cache and its handlers as they are, also if both are in one batch', async () => {
    const source = new ScriptedSource();
    const warnings: unknown[] = [];
    const log = (): void => {};
    const logger = { debug: log, info: log, error: log, warn: (...line: unknown[]) => warnings.push(line) };
    const informer = newSharedIndexInformer<TestPod, TestPod>(source, {
      name: 'pods',
      useWatchList: false,
      clock: newFakeClock(),
      logger,
    });
    const seen: string[] = [];
    informer.addEventHandler({
      onAdd: (obj) => seen.push(`add ${obj.metadata.resourceVersion}`),
      onUpdate: (_, obj) => seen.push(`update ${obj.metadata.resourceVersion}`),
      onDelete: () => seen.push('delete'),
    });
    const controller = new AbortController();
    const done = informer.run(controller.signal);
    (await source.nextList()).page([pod('a/one', '5')], { resourceVersion: '10' });
    const watch = await source.nextWatch();
    watch.send(
      modified(pod('a/one', '13')),
      modified(pod('a/one', '12')),
      deleted(pod('a/one', '11')),
      added(pod('a/two', '14')),
    );
    await settle();
    expect(versions(informer.indexer.list())).toEqual(['a/one@13', 'a/two@14']);
    expect(seen).toEqual(['add 5', 'update 13', 'add 14']);
    const fields = { informer: 'pods', namespace: 'a', name: 'one', resourceVersion: '12' };
    expect(warnings).toEqual([['Dropped an event that is older than its object', fields]]);
    controller.abort();
    await done;
  });
});

describe('another server at the same address', () => {
  const identified = (identity: string | undefined): ReflectorEvent => ({ type: 'identified', identity });
  const watching = () => new Walk(false, { checksIdentity: true }).take(identified('a'), page('10'), sent, opened);

  test('is asked for its identity before the first list', () => {
    const walk = new Walk(false, { checksIdentity: true });
    expect(walk.state).toMatchObject({ phase: 'identifying', then: 'sync' });
    expect(walk.take(identified('a')).request).toMatchObject({ resourceVersion: '0' });
  });

  test('is asked once for each lost connection, and the same one is watched on', () => {
    const walk = watching();
    for (const identity of ['a', undefined, 'a']) {
      walk.now += 60_000;
      expect(walk.take(failed(cut)).state).toMatchObject({ phase: 'identifying', then: 'watch' });
      walk.take(identified(identity), sent, opened);
      expect(walk.request).toMatchObject({ resourceVersion: '10', timeoutSeconds: 300 });
    }
  });

  test('is listed if its identity is another', () => {
    const walk = watching();
    walk.now += 60_000;
    walk.take(failed(cut), identified('b'));
    expect(walk.effects).toEqual([{ type: 'report', error: new ServerChangedError() }, { type: 'forget' }]);
    expect(walk.request).toEqual({ resourceVersion: '', limit: 500 });
    walk.take(page('3'), sent, opened);
    walk.now += 60_000;
    expect(walk.take(failed(cut), identified('b')).request).toMatchObject({ resourceVersion: '3' });
  });

  test('is asked after a watch that ended before its time, as when a server is shut down, and not after one that had its time', () => {
    const walk = watching();
    walk.now += 60_000;
    expect(walk.take(ended).state.phase).toBe('identifying');
    walk.take(identified('a'), sent, opened);
    walk.now += 300_000;
    expect(walk.take(ended).state.phase).toBe('watching');
  });

  test('that cannot be asked is asked again after a wait', () => {
    const walk = watching();
    walk.now += 60_000;
    walk.take(failed(cut), failed(cut));
    expect(walk.state).toMatchObject({ phase: 'waiting', then: 'watch' });
    expect(walk.take(woken).state).toMatchObject({ phase: 'identifying', then: 'watch' });
  });

  test('is not asked by default', () => {
    const walk = listing().take(page('10'), sent, opened);
    walk.now += 60_000;
    expect(walk.take(failed(cut)).state.phase).toBe('watching');
  });
});
