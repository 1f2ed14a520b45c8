import { getScaledValueFromIntOrPercent } from './index.js';

test.each<[number | string, number, boolean, number]>([
  [4, 10, true, 4],
  [0, 10, false, 0],
  ['25%', 10, true, 3],
  ['25%', 10, false, 2],
  ['100%', 7, true, 7],
  ['0%', 7, true, 0],
  ['-10%', 5, true, 0],
  ['+50%', 3, false, 1],
  ['150%', 2, false, 3],
])('%p of %d, rounded up: %p, is %d', (value, total, roundUp, expected) => {
  expect(getScaledValueFromIntOrPercent(value, total, roundUp)).toBe(expected);
});

test.each<[string | null | undefined, string]>([
  [undefined, 'nil value for IntOrString'],
  [null, 'nil value for IntOrString'],
  ['3', 'invalid value for IntOrString: invalid type: string is not a percentage'],
  ['%', 'invalid value for IntOrString: invalid value "%": strconv.Atoi: parsing "": invalid syntax'],
  ['2.5%', 'invalid value for IntOrString: invalid value "2.5%": strconv.Atoi: parsing "2.5": invalid syntax'],
  ['a%', 'invalid value for IntOrString: invalid value "a%": strconv.Atoi: parsing "a": invalid syntax'],
])('%p is refused as in client-go', (value, message) => {
  expect(() => getScaledValueFromIntOrPercent(value, 10, true)).toThrow(new Error(message));
});
