import { gate, setup } from '../testdata/informer.js';
import { added, deleted, modified, pod } from '../testdata/pods.js';
import { Recorder } from '../testdata/recorder.js';
import { settle } from '../testdata/scripted-source.js';

describe('handlers', () => {
  test('a handler that is added to a running informer receives the existing objects, and then changes', async () => {
    const { informer, sync, recorder } = setup();
    const { watch } = await sync(pod('a/one'), pod('a/two'));
    const registration = informer.addEventHandler(recorder);
    expect(registration.hasSynced()).toBe(false);
    watch.send(modified(pod('a/one', '11')));
    await settle();
    expect(recorder.take()).toEqual(['add a/one@1 initial', 'add a/two@1 initial', 'update a/one@1 -> @11']);
    expect(registration.hasSynced()).toBe(true);
  });

  test('a removed handler is not called again, even for queued events, and the others continue', async () => {
    const { informer, sync, recorder } = setup();
    const other = new Recorder();
    const registration = informer.addEventHandler(recorder);
    informer.addEventHandler(other);
    const { watch } = await sync(pod('a/one'));
    recorder.take();
    watch.send(modified(pod('a/one', '11')));
    await Promise.resolve();
    informer.removeEventHandler(registration);
    informer.removeEventHandler(registration);
    watch.send(modified(pod('a/one', '12')));
    await settle();
    expect(recorder.take()).toEqual([]);
    expect(other.take()).toEqual(['add a/one@1 initial', 'update a/one@1 -> @11', 'update a/one@11 -> @12']);
  });

  test('a handler can remove itself in a call', async () => {
    const { informer, sync } = setup();
    let calls = 0;
    const registration = informer.addEventHandler({
      onAdd: () => {
        calls++;
        informer.removeEventHandler(registration);
      },
    });
    await sync(pod('a/one'), pod('a/two'));
    expect(calls).toBe(1);
  });

  test('a handler that is added twice is called twice, and each registration is removed separately', async () => {
    const { informer, sync, recorder } = setup();
    const first = informer.addEventHandler(recorder);
    informer.addEventHandler(recorder);
    const { watch } = await sync(pod('a/one'));
    expect(recorder.take()).toHaveLength(2);
    informer.removeEventHandler(first);
    watch.send(modified(pod('a/one', '11')));
    await settle();
    expect(recorder.take()).toHaveLength(1);
  });

  test('removeEventHandler ignores the registration of another informer', async () => {
    const { informer, sync, recorder } = setup();
    informer.addEventHandler(recorder);
    informer.removeEventHandler(setup().informer.addEventHandler(recorder));
    informer.removeEventHandler({ hasSynced: () => true });
    await sync(pod('a/one'));
    expect(recorder.take()).toHaveLength(1);
  });

  test('a promise of a handler is awaited before its next event, without a delay for other handlers', async () => {
    const { informer, sync, recorder } = setup();
    const slow = gate();
    const registration = informer.addEventHandler(slow.handler);
    informer.addEventHandler(recorder);
    await sync(pod('a/one'), pod('a/two'));
    expect(slow.seen).toEqual(['one']);
    expect(recorder.take()).toHaveLength(2);
    expect(informer.hasSynced()).toBe(true);
    expect(registration.hasSynced()).toBe(false);
    slow.letGo();
    await settle();
    expect(slow.seen).toEqual(['one', 'two']);
    expect(registration.hasSynced()).toBe(false);
    slow.letGo();
    await settle();
    expect(registration.hasSynced()).toBe(true);
  });

  test.each([
    [
      'throws',
      (message: string) => {
        throw new Error(message);
      },
    ],
    [
      'rejects',
      async (message: string) => {
        throw new Error(message);
      },
    ],
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- users can do this.
    ['rejects with nothing', () => Promise.reject()],
  ])('the error of a handler that %s is reported, and all handlers receive the next event', async (_, fail) => {
    const errors: unknown[] = [];
    const { informer, sync, recorder } = setup({ handlerErrorHandler: (error) => errors.push(error) });
    const registration = informer.addEventHandler({ onAdd: (obj) => fail(obj.metadata.name) });
    informer.addEventHandler(recorder);
    await sync(pod('a/one'), pod('a/two'));
    expect(errors).toHaveLength(2);
    expect(recorder.take()).toHaveLength(2);
    expect(registration.hasSynced()).toBe(true);
  });

  test('errors are logged without an error handler, errors of the error handler are logged, and errors of the logger are ignored', async () => {
    const boom = () => {
      throw new Error('boom');
    };
    const plain = setup();
    plain.informer.addEventHandler({ onAdd: boom });
    await plain.sync(pod('a/one'));
    expect(plain.lines).toEqual(['error: An event handler failed']);

    const twice = setup({ handlerErrorHandler: boom });
    twice.informer.addEventHandler({ onAdd: boom });
    await twice.sync(pod('a/one'));
    expect(twice.lines).toEqual(['error: The handlerErrorHandler failed']);

    const broken = setup({ logger: { debug: boom, info: boom, warn: boom, error: boom }, indexers: { broken: boom } });
    broken.informer.addEventHandler({ onAdd: boom });
    broken.informer.addEventHandler(broken.recorder);
    await broken.sync(pod('a/one'));
    expect(broken.recorder.take()).toHaveLength(1);
  });

  test('all methods of a handler are optional', async () => {
    const { informer, sync } = setup();
    const registration = informer.addEventHandler({});
    const { watch } = await sync(pod('a/one'));
    watch.send(modified(pod('a/one', '11')), deleted(pod('a/one', '12')));
    await settle();
    expect(registration.hasSynced()).toBe(true);
  });

  test('slow handlers yield to the event loop between events', async () => {
    const { informer, sync } = setup();
    let calls = 0;
    informer.addEventHandler({
      onAdd: () => {
        calls++;
        for (const end = performance.now() + 2; performance.now() < end;);
      },
    });
    const { watch } = await sync();
    watch.send(...Array.from({ length: 50 }, (_, i) => added(pod(`a/p${i}`, String(i + 11)))));
    let turns = 0;
    for (; calls < 50; turns++) await new Promise((resolve) => setImmediate(resolve));
    // 100 ms of work in slices of 10 ms.
    expect(turns).toBeGreaterThan(5);
  });

  test('a long list is processed in slices, and events stay in order', async () => {
    const { informer, sync, recorder } = setup();
    informer.addEventHandler(recorder);
    const items = Array.from({ length: 8000 }, (_, i) => pod(`a/p${i}`));
    const { watch } = await sync(...items);
    watch.send(deleted(pod('a/p7999', '11')));
    while (recorder.events.length < 8001) await new Promise((resolve) => setImmediate(resolve));
    expect(recorder.events.at(-1)).toBe('delete a/p7999@11');
    expect(informer.indexer.listKeys()).toHaveLength(7999);
  });
});
