import { gate, setup } from '../testdata/informer.js';
import { modified, pod } from '../testdata/pods.js';
import { settle } from '../testdata/scripted-source.js';

describe('the end', () => {
  test('run resolves, no timer is left, and no handler is called again', async () => {
    const { informer, clock, controller, sync, recorder } = setup({ resyncPeriodMs: 1000 });
    informer.addEventHandler(recorder);
    const { watch, done } = await sync(pod('a/one'));
    recorder.take();
    watch.send(modified(pod('a/one', '11')));
    await Promise.resolve();
    controller.abort();
    await done;
    await settle();
    expect(recorder.take()).toEqual([]);
    expect(informer.isStopped()).toBe(true);
    expect(watch.closed).toBe(true);
    expect(clock.pending).toBe(0);
    // The cache can still be read.
    expect(informer.indexer.listKeys()).toEqual(['a/one']);
  });

  test('waits for a handler that is processing an event', async () => {
    const { informer, controller, clock, sync } = setup();
    const slow = gate();
    informer.addEventHandler(slow.handler);
    const { done } = await sync(pod('a/one'));
    let ended = false;
    void done.then(() => (ended = true));
    controller.abort();
    await settle();
    expect(ended).toBe(false);
    slow.letGo();
    await done;
    expect(clock.pending).toBe(0);
  });

  test('waits at most one second for a handler and then logs a warning', async () => {
    const { informer, controller, clock, lines, sync } = setup();
    informer.addEventHandler(gate().handler);
    const { done } = await sync(pod('a/one'));
    controller.abort();
    await settle();
    await clock.advanceAsync(1000);
    await done;
    expect(lines).toEqual(['warn: An event handler is still running after its informer has stopped']);
  });

  test('no handlers and indexes can be added afterwards', async () => {
    const { informer, controller, sync, recorder } = setup();
    const registration = informer.addEventHandler(recorder);
    const { done } = await sync();
    controller.abort();
    await done;
    expect(() => informer.addEventHandler(recorder)).toThrow('has stopped already');
    expect(() => informer.addIndexers({ late: () => [] })).toThrow('has stopped already');
    informer.removeEventHandler(registration);
  });

  test('an informer runs once, and its transform and error handler cannot be set after the start', async () => {
    const { informer, controller, sync } = setup();
    expect(informer.isStopped()).toBe(false);
    const { done } = await sync();
    await expect(informer.run(controller.signal)).rejects.toThrow('pods: the informer has already started');
    expect(() => informer.setTransform((obj) => obj)).toThrow('already started');
    expect(() => informer.setWatchErrorHandler(() => undefined)).toThrow('already started');
    controller.abort();
    await done;
    await expect(informer.run(controller.signal)).rejects.toThrow('already started');
  });
});
