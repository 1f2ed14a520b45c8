import { EventEmitter } from 'node:events';
import { handleSignals } from './signal-handler.js';

describe('handleSignals', () => {
  class Source extends EventEmitter {
    readonly exits: number[] = [];
    exit(code: number): void {
      this.exits.push(code);
    }
  }

  test.each(['SIGINT', 'SIGTERM'])('%s fires the signal, whose reason names it', (name) => {
    const source = new Source();
    const signal = handleSignals(source);
    expect(signal.aborted).toBe(false);
    source.emit(name, name);
    expect(signal.reason).toMatchObject({ name: 'AbortError', message: `received ${name}` });
    expect(source.exits).toEqual([]);
  });

  test('the second signal, of either kind, exits with code 1', () => {
    const source = new Source();
    handleSignals(source);
    source.emit('SIGTERM', 'SIGTERM');
    source.emit('SIGINT', 'SIGINT');
    expect(source.exits).toEqual([1]);
  });
});
