import { WriteLedger, type CacheView, type WrittenObject } from './write-ledger.js';

const object = (resourceVersion: string, uid = 'u', labels = {}): WrittenObject => ({
  metadata: { uid, resourceVersion, labels },
});

/** A cache that the test fills. */
class FakeView implements CacheView {
  readonly objects = new Map<string, WrittenObject>();
  seen = '1';
  excluded: (object: WrittenObject) => boolean = () => false;
  get(key: string): WrittenObject | undefined {
    return this.objects.get(key);
  }
  seenVersion(): string {
    return this.seen;
  }
  covered: (key: string) => boolean = () => true;
  covers(key: string): boolean {
    return this.covered(key);
  }
  excludes(written: WrittenObject): boolean {
    return this.excluded(written);
  }
  /** Takes an event in. */
  event(key: string, version: string, stored: WrittenObject | undefined): void {
    if (stored) this.objects.set(key, stored);
    else this.objects.delete(key);
    this.seen = version;
  }
}

let ledger: WriteLedger;
let view: FakeView;
beforeEach(() => {
  ledger = new WriteLedger();
  view = new FakeView();
  ledger.addView(view);
});
const unseen = (key = 'ns/a') => ledger.unseen(view, key)?.version;

test('a write is unseen until the cache has its version, or a newer one', () => {
  ledger.wrote('ns/a', object('5'));
  expect(unseen()).toBe('5');
  expect(unseen('ns/b')).toBeUndefined();
  view.event('ns/a', '4', object('4'));
  expect(unseen()).toBe('5');
  view.event('ns/a', '12', object('12'));
  expect(unseen()).toBeUndefined();
  expect(ledger.isClear()).toBe(true);
});

test('a write that others have deleted since is seen with the deletion', () => {
  ledger.wrote('ns/a', object('5'));
  view.event('ns/a', '6', undefined);
  expect(unseen()).toBeUndefined();
});

test('a version that was seen without an event, by a bookmark, counts', () => {
  ledger.wrote('ns/a', object('5'));
  view.seen = '5';
  expect(unseen()).toBeUndefined();
});

test('responses that arrive in another order do not lower the version', () => {
  ledger.wrote('ns/a', object('7'));
  ledger.wrote('ns/a', object('6'));
  expect(unseen()).toBe('7');
});

describe('a deletion', () => {
  const deletedUid = () => ledger.unseen(view, 'ns/a')?.deletedUid;

  test('is unseen as long as the cache has the object', () => {
    view.event('ns/a', '3', object('3'));
    ledger.deleted('ns/a', 'u');
    expect(deletedUid()).toBe('u');
    view.event('ns/a', '4', undefined);
    expect(deletedUid()).toBeUndefined();
    expect(ledger.isClear()).toBe(true);
  });

  test('is seen where another object has the name', () => {
    view.event('ns/a', '3', object('3'));
    ledger.deleted('ns/a', 'u');
    view.event('ns/a', '5', object('5', 'other'));
    expect(deletedUid()).toBeUndefined();
  });

  test('of an object whose own creation the cache has not seen waits for both', () => {
    ledger.wrote('ns/a', object('5'));
    ledger.deleted('ns/a', 'u');
    expect(unseen()).toBe('5');
    view.event('ns/a', '5', object('5'));
    expect(deletedUid()).toBe('u');
    view.event('ns/a', '6', undefined);
    expect(deletedUid()).toBeUndefined();
    expect(ledger.isClear()).toBe(true);
  });

  test('of an object that the cache has never had is remembered, in case that its creation arrives later', () => {
    ledger.deleted('ns/a', 'u');
    expect(deletedUid()).toBeUndefined();
    view.event('ns/a', '3', object('3'));
    expect(deletedUid()).toBe('u');
  });

  test('is not forgotten for a late response to an older write', () => {
    view.event('ns/a', '3', object('3'));
    ledger.deleted('ns/a', 'u');
    ledger.wrote('ns/a', object('4'));
    view.event('ns/a', '4', object('4'));
    expect(deletedUid()).toBe('u');
  });

  test('followed by a creation of the same name is seen with the new object', () => {
    view.event('ns/a', '3', object('3'));
    ledger.deleted('ns/a', 'u');
    ledger.wrote('ns/a', object('9', 'new'));
    view.event('ns/a', '4', undefined);
    expect(unseen()).toBe('9');
    view.event('ns/a', '9', object('9', 'new'));
    expect(unseen()).toBeUndefined();
  });

  test('that may only have begun is seen with a newer version of the object', () => {
    view.event('ns/a', '3', object('3'));
    ledger.deleted('ns/a', 'u', '3');
    expect(deletedUid()).toBe('u');
    view.event('ns/a', '4', object('4'));
    expect(deletedUid()).toBeUndefined();
  });

  test('is bounded in number where no cache can confirm it', () => {
    for (let i = 0; i < 50_000; i++) ledger.deleted(`ns/${i}`, `u${i}`);
    const kept = Array.from({ length: 50_000 }, (_, i) => i).filter((i) => {
      view.objects.set(`ns/${i}`, object('3', `u${i}`));
      return ledger.unseen(view, `ns/${i}`) !== undefined;
    });
    expect(kept.length).toBeLessThan(45_000);
    expect(kept.at(-1)).toBe(49_999);
  });
});

describe('an object that the selectors of the cache exclude', () => {
  beforeEach(() => {
    view.excluded = ({ metadata }) => metadata.labels?.['app'] !== 'mine';
  });

  test('is not waited for if the cache does not have it', () => {
    ledger.wrote('ns/a', object('5'));
    expect(unseen()).toBeUndefined();
  });

  test('is unseen until it has left the cache', () => {
    view.event('ns/a', '3', object('3', 'u', { app: 'mine' }));
    ledger.wrote('ns/a', object('5'));
    expect(unseen()).toBe('5');
    view.event('ns/a', '5', undefined);
    expect(unseen()).toBeUndefined();
  });

  test('is still remembered when an older state of it arrives', () => {
    ledger.wrote('ns/a', object('5', 'u', { app: 'mine' }));
    ledger.wrote('ns/a', object('6'));
    expect(unseen()).toBeUndefined();
    view.event('ns/a', '5', object('5', 'u', { app: 'mine' }));
    expect(unseen()).toBe('6');
  });
});

test('a write to a namespace that no cache contains is not recorded', () => {
  view.covered = (key) => key.startsWith('ns/');
  ledger.wrote('other/a', object('5'));
  ledger.deleted('other/b', 'u');
  expect(ledger.unseenIn(view, undefined)).toBeUndefined();
  expect(ledger.isClear()).toBe(true);
  const all = new FakeView();
  ledger.addView(all);
  ledger.wrote('other/a', object('6'));
  expect(ledger.unseenIn(view, undefined)).toBeUndefined();
  expect(ledger.unseenIn(all, undefined)?.version).toBe('6');
  all.event('other/a', '6', object('6'));
  expect(ledger.unseenIn(all, undefined)).toBeUndefined();
  expect(ledger.isClear()).toBe(true);
});

test('a list is behind any write to its namespace', () => {
  ledger.wrote('ns/a', object('5'));
  expect(ledger.unseenIn(view, 'other')).toBeUndefined();
  expect(ledger.unseenIn(view, 'ns')).toEqual({ key: 'ns/a', version: '5', deletedUid: undefined });
  expect(ledger.unseenIn(view, undefined)?.key).toBe('ns/a');
  view.event('ns/a', '5', object('5'));
  expect(ledger.unseenIn(view, undefined)).toBeUndefined();
  expect(ledger.isClear()).toBe(true);
});

test('writes to a resource without a cache cost one version, which a later cache must reach', () => {
  const uncached = new WriteLedger();
  uncached.wrote('ns/a', object('5'));
  uncached.wrote('ns/b', object('4'));
  uncached.addView(view);
  expect(uncached.unseen(view, 'ns/z')).toEqual({ key: '', version: '5', deletedUid: undefined });
  view.seen = '5';
  expect(uncached.unseen(view, 'ns/z')).toBeUndefined();
  expect(uncached.isClear()).toBe(true);
});

test('an entry stays until each cache of the resource has seen it', () => {
  const second = new FakeView();
  const remove = ledger.addView(second);
  ledger.wrote('ns/a', object('5'));
  view.seen = '5';
  expect(unseen()).toBeUndefined();
  expect(ledger.unseen(second, 'ns/a')?.version).toBe('5');
  remove();
  expect(unseen()).toBeUndefined();
  expect(ledger.isClear()).toBe(true);
});

test('versions without an order are not waited for', () => {
  ledger.wrote('ns/a', object('abc'));
  expect(unseen()).toBeUndefined();
  ledger.wrote('ns/b', { metadata: {} });
  expect(unseen('ns/b')).toBeUndefined();
});

test('what is never read is forgotten when the caches have seen it', () => {
  for (let i = 2; i < 100_000; i++) {
    ledger.wrote(`ns/${i}`, object(String(i)));
    view.seen = String(i);
  }
  expect(Object.values(ledger).filter((value) => value instanceof Map)[0]).toHaveProperty('size', expect.any(Number));
  const entries = Object.values(ledger).find((value): value is Map<string, unknown> => value instanceof Map);
  expect(entries?.size).toBeLessThan(1000);
});
