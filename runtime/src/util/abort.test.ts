import { getEventListeners } from 'node:events';
import { linkSignals, onAbort, sleep } from './abort.js';
import { newFakeClock } from './fake-clock.js';

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

describe('onAbort', () => {
  test('a signal has one listener for all its callbacks, and no listener after the last callback is removed', () => {
    const { signal } = new AbortController();
    const undo = Array.from({ length: 50 }, () => onAbort(signal, () => {}));
    expect(listeners(signal)).toBe(1);
    for (const take of undo) take();
    expect(listeners(signal)).toBe(0);
    undo[0]!();
    onAbort(signal, () => {})();
    expect(listeners(signal)).toBe(0);
  });

  test('each callback is called once, in order; a removed callback is not called', () => {
    const controller = new AbortController();
    const called: string[] = [];
    onAbort(controller.signal, () => {
      called.push('a');
      take();
    });
    const take = onAbort(controller.signal, () => called.push('b'));
    onAbort(controller.signal, () => called.push('c'));
    controller.abort();
    controller.abort();
    expect(called).toEqual(['a', 'c']);
  });

  test('a signal that has fired calls the callback immediately', () => {
    const call = jest.fn();
    onAbort(AbortSignal.abort(), call)();
    expect(call).toHaveBeenCalledTimes(1);
  });

  test('without a signal, the callback is never called', () => {
    expect(() => onAbort(undefined, () => {})()).not.toThrow();
  });
});

describe('linkSignals', () => {
  test('fires with the reason of the first parent that fires, and removes its listeners from the others', () => {
    const [a, b] = [new AbortController(), new AbortController()];
    const linked = linkSignals(a.signal, undefined, b.signal);
    const reason = new Error('enough');
    b.abort(reason);
    a.abort(new Error('later'));
    expect(linked.signal.reason).toBe(reason);
    expect([listeners(a.signal), listeners(b.signal)]).toEqual([0, 0]);
  });

  test('fires immediately if a parent has fired, and adds no listener to the others', () => {
    const other = new AbortController();
    const linked = linkSignals(AbortSignal.abort('over'), other.signal);
    expect(linked.signal.reason).toBe('over');
    expect(listeners(other.signal)).toBe(0);
  });

  test('does not follow its parents after unlink', () => {
    const parent = new AbortController();
    const linked = linkSignals(parent.signal);
    linked.unlink();
    linked.unlink();
    parent.abort();
    expect(linked.signal.aborted).toBe(false);
    expect(listeners(parent.signal)).toBe(0);
  });

  test('abort fires the signal without its parents', () => {
    const parent = new AbortController();
    const linked = linkSignals(parent.signal);
    linked.abort('mine');
    expect([linked.signal.reason, parent.signal.aborted, listeners(parent.signal)]).toEqual(['mine', false, 0]);
  });
});

describe('sleep', () => {
  test('resolves after the delay and leaves no timer or listener', async () => {
    const clock = newFakeClock();
    const { signal } = new AbortController();
    const slept = sleep(clock, 100, signal);
    expect(clock.pending).toBe(1);
    clock.advance(100);
    await slept;
    expect([clock.pending, listeners(signal)]).toEqual([0, 0]);
  });

  test.each([new Error('stop'), 'a string'])('rejects with the reason of the signal as it is: %p', async (reason) => {
    const clock = newFakeClock();
    const controller = new AbortController();
    const slept = sleep(clock, 100, controller.signal);
    controller.abort(reason);
    await expect(slept).rejects.toBe(reason);
    await expect(sleep(clock, 100, controller.signal)).rejects.toBe(reason);
    expect([clock.pending, listeners(controller.signal)]).toEqual([0, 0]);
  });
});
