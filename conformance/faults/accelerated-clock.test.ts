import { newAcceleratedClock } from './accelerated-clock.js';

/** A process whose idle and active time the test sets. */
function newProcess() {
  const time = { idle: 0, active: 0 };
  const ticks = new Set<() => void>();
  return {
    clock: newAcceleratedClock(10, {
      measure: () => ({ ...time }),
      everyTurn: (tick) => {
        ticks.add(tick);
        return () => ticks.delete(tick);
      },
    }),
    ticks,
    turn: (spent: { readonly idle?: number; readonly active?: number }): void => {
      time.idle += spent.idle ?? 0;
      time.active += spent.active ?? 0;
      for (const tick of [...ticks]) tick();
    },
  };
}

test('idle time counts as many times as the factor says, and work once', () => {
  const { clock, turn } = newProcess();
  turn({ idle: 2, active: 30 });
  expect(clock.monotonic()).toBe(50);
});

test('a turn in which the machine kept the process waiting counts as a short one', () => {
  const { clock, turn } = newProcess();
  turn({ idle: 500 });
  expect(clock.monotonic()).toBe(20);
});

test('idle time counts once during a hold, and a hold can be released only once', () => {
  const { clock, turn } = newProcess();
  const first = clock.hold();
  const second = clock.hold();
  turn({ idle: 1 });
  first();
  first();
  turn({ idle: 1 });
  expect(clock.monotonic()).toBe(2);
  second();
  turn({ idle: 1 });
  expect(clock.monotonic()).toBe(12);
});

test('a leap fires everything that is due, in the order of time, in the next turn', () => {
  const { clock, turn } = newProcess();
  const fired: string[] = [];
  clock.schedule(300, () => fired.push('later'));
  clock.schedule(200, () => fired.push('sooner'));
  clock.schedule(900, () => fired.push('not yet'));
  clock.leap(500);
  expect(fired).toEqual([]);
  turn({});
  expect(fired).toEqual(['sooner', 'later']);
});

test('a callback can cancel a timer that is due in the same turn', () => {
  const { clock, turn } = newProcess();
  const fired: string[] = [];
  clock.schedule(1, () => {
    fired.push('first');
    cancel();
  });
  const cancel = clock.schedule(2, () => fired.push('second'));
  turn({ active: 5 });
  expect(fired).toEqual(['first']);
});

test('it asks for no turns while no timer is pending', () => {
  const { clock, ticks, turn } = newProcess();
  const cancel = clock.schedule(5, () => {});
  expect(ticks.size).toBe(1);
  cancel();
  cancel();
  expect(ticks.size).toBe(0);
  clock.schedule(5, () => {});
  turn({ active: 5 });
  expect(ticks.size).toBe(0);
});
