import { renewalStep, type RenewalEvent, type RenewalState } from './renewal-step.js';

describe('renewalStep', () => {
  const old = { headers: { authorization: 'Bearer old' } };
  const expiring = { ...old, expiresAt: 100_000 };
  test.each<[string, RenewalState, RenewalEvent, RenewalState, string]>([
    ['runs for the first request', { type: 'none' }, { type: 'wanted', now: 0 }, { type: 'running' }, 'run'],
    ['runs once for many requests', { type: 'running' }, { type: 'wanted', now: 0 }, { type: 'running' }, 'wait'],
    [
      'uses credentials without an expiry',
      { type: 'ready', credentials: old },
      { type: 'wanted', now: 1e15 },
      { type: 'ready', credentials: old },
      'use',
    ],
    [
      'uses until 10 s before the expiry',
      { type: 'ready', credentials: expiring },
      { type: 'wanted', now: 89_999 },
      { type: 'ready', credentials: expiring },
      'use',
    ],
    [
      'renews from 10 s before the expiry',
      { type: 'ready', credentials: expiring },
      { type: 'wanted', now: 90_000 },
      { type: 'running' },
      'run',
    ],
    [
      'renews rejected credentials',
      { type: 'ready', credentials: old },
      { type: 'rejected', credentials: old },
      { type: 'running' },
      'run',
    ],
    [
      'does not renew credentials that were already replaced',
      { type: 'ready', credentials: expiring },
      { type: 'rejected', credentials: old },
      { type: 'ready', credentials: expiring },
      'use',
    ],
    [
      'does not fall back to credentials that failed to be renewed',
      { type: 'running' },
      { type: 'failed' },
      { type: 'none' },
      'nothing',
    ],
    [
      'keeps the renewed credentials',
      { type: 'running' },
      { type: 'succeeded', credentials: old },
      { type: 'ready', credentials: old },
      'use',
    ],
  ])('%s', (_name, state, event, next, action) => {
    expect(renewalStep(state, event)).toEqual([next, action]);
  });
});
