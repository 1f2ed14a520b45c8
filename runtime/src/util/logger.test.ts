import { newFakeClock } from './fake-clock.js';
import { defaultLogger, newLineLogger, safeLogger, silentLogger, type Logger } from './logger.js';

function lineLogger() {
  const clock = newFakeClock();
  const lines: string[] = [];
  return { clock, lines, logger: newLineLogger((line) => void lines.push(line), clock) };
}

const levels = ['debug', 'info', 'warn', 'error'] as const;

test('errors and warnings are one line each, with time and level; debug and info are dropped', () => {
  const { clock, lines, logger } = lineLogger();
  for (const level of levels) logger[level](`At level ${level}`, { name: 'a' });
  const time = new Date(clock.now()).toISOString();
  expect(lines).toEqual([
    `${time} WARN kube-client-runtime: At level warn name=a`,
    `${time} ERROR kube-client-runtime: At level error name=a`,
  ]);
});

test('a repeated line is written once a minute, with the number of lines that were left out', () => {
  const { clock, lines, logger } = lineLogger();
  for (let i = 0; i < 50; i++) logger.warn('Failed to list', { informer: 'pods' });
  expect(lines).toHaveLength(1);
  logger.warn('Failed to list', { informer: 'nodes' });
  expect(lines).toHaveLength(2);
  clock.advance(60_000);
  logger.warn('Failed to list', { informer: 'pods' });
  expect(lines[2]).toMatch(/: Failed to list informer=pods \(49 similar lines were left out\)$/);
});

test('of one message with different fields, 20 lines are written at once, and one a second after that', () => {
  const { clock, lines, logger } = lineLogger();
  for (let i = 0; i < 1_000; i++) logger.error('Reconciler error', { name: `a-${i}` });
  logger.error('Another error');
  expect(lines).toHaveLength(21);
  clock.advance(1_000);
  for (let i = 0; i < 5; i++) logger.error('Reconciler error', { name: `b-${i}` });
  expect(lines).toHaveLength(22);
  expect(lines[21]).toMatch(/name=b-0 \(980 similar lines were left out\)$/);
});

test('each level has its own limits', () => {
  const { lines, logger } = lineLogger();
  for (let i = 0; i < 30; i++) logger.warn('m', { i });
  logger.error('m', { i: 0 });
  expect(lines).toHaveLength(21);
});

test('the logger does not throw if its destination throws', () => {
  const logger = newLineLogger(() => {
    throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  });
  expect(() => logger.error('m')).not.toThrow();
});

test('defaultLogger writes to standard error', () => {
  const write = jest.spyOn(console, 'error').mockImplementation(() => {});
  try {
    for (const level of levels) defaultLogger[level](`logger.test: ${level} 100%s`);
    expect(write.mock.calls).toEqual([
      [expect.stringMatching(/ WARN kube-client-runtime: logger\.test: warn 100%s$/)],
      [expect.stringMatching(/ ERROR kube-client-runtime: logger\.test: error 100%s$/)],
    ]);
  } finally {
    write.mockRestore();
  }
});

test('silentLogger writes nothing', () => {
  const write = jest.spyOn(console, 'error').mockImplementation(() => {});
  try {
    for (const level of levels) silentLogger[level]('m');
    expect(write).not.toHaveBeenCalled();
  } finally {
    write.mockRestore();
  }
});

test('safeLogger neither throws nor rejects if the logger does', async () => {
  const fail = (): never => {
    throw new Error('disk full');
  };
  const reject = (): unknown => Promise.reject(new Error('disk full'));
  const loggers: Logger[] = [
    { debug: fail, info: fail, warn: fail, error: fail },
    { debug: reject, info: reject, warn: reject, error: reject },
  ];
  const unhandled = jest.fn();
  process.on('unhandledRejection', unhandled);
  for (const logger of loggers) for (const level of levels) safeLogger(logger)[level]('m');
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});
