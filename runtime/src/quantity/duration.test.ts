import { formatDuration, parseDuration } from './index.js';

describe('parseDuration', () => {
  test.each([
    ['0', 0],
    ['-0', 0],
    ['0s', 0],
    ['5s', 5_000],
    ['5m30s', 330_000],
    ['+1.5h', 5_400_000],
    ['-2m3.4s', -123_400],
    ['.5s', 500],
    ['1.s', 1_000],
    ['1h2m3s4ms5us6ns', 3_723_004.005006],
    ['1µs', 0.001],
    ['1μs', 0.001],
    ['30s5m', 330_000],
    ['0.3333333333333333333h', 1_200_000],
    ['0.100000000000000000000h', 360_000],
    ['2540400h10m10.000000000s', 9_145_440_610_000],
    ['-9223372036854775808ns', -9_223_372_036_854.775808],
  ])('%s is %d ms', (text, milliseconds) => {
    expect(parseDuration(text)).toBeCloseTo(milliseconds, 6);
  });

  test.each([
    ['', 'time: invalid duration ""'],
    ['3', 'time: missing unit in duration "3"'],
    ['-', 'time: invalid duration "-"'],
    ['s', 'time: invalid duration "s"'],
    ['.', 'time: invalid duration "."'],
    ['.s', 'time: invalid duration ".s"'],
    ['1d', 'time: unknown unit "d" in duration "1d"'],
    ['5 m', 'time: unknown unit " m" in duration "5 m"'],
    ['1m-30s', 'time: unknown unit "m-" in duration "1m-30s"'],
    ['9223372036854775808ns', 'time: invalid duration "9223372036854775808ns"'],
    ['3000000h', 'time: invalid duration "3000000h"'],
  ])('%j is refused as in Go', (text, message) => {
    expect(() => parseDuration(text)).toThrow(message);
  });
});

describe('formatDuration', () => {
  test.each([
    [0, '0s'],
    [1e-6, '1ns'],
    [1.1e-3, '1.1\u00b5s'],
    [2.2, '2.2ms'],
    [3_300, '3.3s'],
    [245_001, '4m5.001s'],
    [18_367_001, '5h6m7.001s'],
    [3_600_000, '1h0m0s'],
    [-90_000, '-1m30s'],
  ])('%d ms is %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
    expect(parseDuration(text)).toBeCloseTo(milliseconds, 6);
  });

  test.each([NaN, Infinity, -Infinity, 1e13])('%d ms is no duration', (milliseconds) => {
    expect(() => formatDuration(milliseconds)).toThrow(RangeError);
  });
});
