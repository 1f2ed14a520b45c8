import { ExactNumber } from '../../model/exact-number.js';
import { resolveKey, resolvePlain, resolveTagged } from './scalars.js';

// The wanted values are what sigs.k8s.io/yaml v1.6.0 gives for `a: TEXT`.
const values: [text: string, value: unknown][] = [
  ['', null],
  ['~', null],
  ['null', null],
  ['nUll', 'nUll'],
  ['on', true],
  ['Yes', true],
  ['y', true],
  ['N', false],
  ['OFF', false],
  ['tRUE', 'tRUE'],
  ['0', 0],
  ['-0', 0],
  ['0777', 511],
  ['0o17', 15],
  ['08', 8],
  ['0x1F', 31],
  ['-0b11', -3],
  ['0b-101', -5],
  ['1_000', 1000],
  ['1_000.5', 1000.5],
  ['_1', '_1'],
  ['+12', 12],
  ['1.', 1],
  ['.5', 0.5],
  ['.5_0', 0.5],
  ['._5', '._5'],
  ['12e03', new ExactNumber('12e03')],
  ['1e400', '1e400'],
  ['190:20:30', '190:20:30'],
  ['2001-12-14', '2001-12-14'],
  ['2001-12-14t21:59:43.10-05:00', '2001-12-14t21:59:43.10-05:00'],
  ['18446744073709551615', new ExactNumber('18446744073709551615')],
  ['9007199254740993', new ExactNumber('9007199254740993')],
  ['0x7fffffffffffffff', new ExactNumber('9223372036854775807')],
  ['1e21', new ExactNumber('1e21')],
  ['+1.50', new ExactNumber('1.50')],
  ['1e2_1', new ExactNumber('1e21')],
  ['123456789012345678901234567890', new ExactNumber('123456789012345678901234567890')],
  ['0xFFFFFFFFFFFFFFFFF', '0xFFFFFFFFFFFFFFFFF'],
  ['02000000000000000000000', 2000000000000000000000],
  ['<<', '<<'],
  ['v1', 'v1'],
];

test.each(values)('a plain %p is what kubectl makes of it: %p', (text, value) => {
  expect(resolvePlain(text)).toEqual(value);
});

const keys: [text: string, key: string | undefined][] = [
  ['a', 'a'],
  ['y', 'true'],
  ['off', 'false'],
  ['007', '7'],
  ['0x10', '16'],
  ['-9223372036854775808', '-9223372036854775808'],
  ['9007199254740993', '9007199254740993'],
  ['18446744073709551615', undefined],
  ['1.5', '1.5'],
  ['1e6', '1e+06'],
  ['16777217.0', '1.6777216e+07'],
  ['1.5e-7', '1.5e-07'],
  ['0.0001', '0.0001'],
  ['.nan', '.nan'],
  ['-.inf', '-.inf'],
  ['~', undefined],
];

test.each(keys)('a key %p is the text %p', (text, key) => {
  expect(resolveKey(text)).toBe(key);
});

const tagged: [tag: string, text: string, value: unknown][] = [
  ['str', '5', '5'],
  ['int', '5', 5],
  ['int', 'x', undefined],
  ['int', '1.5', undefined],
  ['float', '5', 5],
  ['bool', 'yes', true],
  ['bool', '1', undefined],
  ['null', '', null],
  ['null', 'x', undefined],
  ['binary', 'aGk=', 'hi'],
  ['binary', '!', undefined],
  ['timestamp', '2001-01-01', '2001-01-01'],
  ['', '5', '5'],
];

test.each(tagged)('!!%s %p is %p', (tag, text, value) => {
  expect(resolveTagged(tag, text)).toEqual(value);
});
