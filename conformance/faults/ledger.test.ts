import { Ledger, stateOf, type Stored } from './ledger.js';

const pod = (name: string, resourceVersion: string): Stored => ({
  ...{ apiVersion: 'v1', kind: 'Pod' },
  metadata: { name, namespace: 'ns', uid: `uid-${name}`, resourceVersion, creationTimestamp: '2026-01-01T00:00:00Z' },
});

test('an object that was created and deleted is known for some periods, and then forgotten', () => {
  const ledger = new Ledger();
  ledger.wrote(pod('a', '1'));
  ledger.removed('a');
  for (let periods = 0; periods < 3; periods++) {
    expect([ledger.had('uid-a@1'), ledger.knows('uid-a')]).toEqual([true, true]);
    ledger.beginPeriod();
  }
  ledger.beginPeriod();
  expect([ledger.had('uid-a@1'), ledger.knows('uid-a')]).toEqual([false, false]);
});

test('a current object is known however old it is, and its past states are not', () => {
  const ledger = new Ledger();
  const current = pod('a', '2');
  ledger.wrote(pod('a', '1'));
  ledger.wrote(current);
  for (let periods = 0; periods < 10; periods++) ledger.beginPeriod();
  expect([ledger.had('uid-a@1'), ledger.had(stateOf(current))]).toEqual([false, true]);
});
