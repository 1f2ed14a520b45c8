import { growthOf } from '../util/testdata/growth.js';
import { parseRequirements, parseSelector } from './index.js';

const keyRule =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
  "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const valueRule =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an " +
  "alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
  "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

describe('parseSelector', () => {
  test.each([
    ['', ''],
    [' \t\r\n', ''],
    ['x=a,y=b,z=c', 'x=a,y=b,z=c'],
    ['z=c,x=a', 'x=a,z=c'],
    ['x!=a,y=b', 'x!=a,y=b'],
    ['x==a', 'x==a'],
    ['x=', 'x='],
    ['x= ', 'x='],
    ['x=,z= ', 'x=,z='],
    ['x= ,z= ', 'x=,z='],
    ['!x', '!x'],
    ['! x', '!x'],
    ['x', 'x'],
    ['x>1', 'x>1'],
    ['x < 7', 'x<7'],
    ['x>1,z<5', 'x>1,z<5'],
    ['x in (a,b)', 'x in (a,b)'],
    ['x in(b,a,b)', 'x in (a,b)'],
    ['x notin ( value1, value2 )', 'x notin (value1,value2)'],
    ['x in ()', 'x in ()'],
    ['x in (,)', 'x in ()'],
    ['x in (,a)', 'x in (,a)'],
    ['x in (a,,b)', 'x in (,a,b)'],
    ['x in (a,)', 'x in (,a)'],
    ['in in (in,notin)', 'in in (in,notin)'],
    ['notin=in', 'notin=in'],
    ['in', 'in'],
    ['!notin', '!notin'],
    ['x in (),y', 'x in (),y'],
    ['x,a', 'a,x'],
    ['example.com/My_Name.x-y=1', 'example.com/My_Name.x-y=1'],
    ['constructor=a,toString', 'constructor=a,toString'],
    ['\u0000,=', ''],
    [' \u0000x', ''],
    ['x\u0000=\u0000a\u0000,y', 'x=a,y'],
    ['x\u0000\u0000,=', 'x'],
  ])('%j prints as %j', (text, printed) => {
    const selector = parseSelector(text);
    expect(selector.toString()).toBe(printed);
    expect(parseSelector(printed).toString()).toBe(printed);
    expect(selector.empty()).toBe(printed === '');
  });

  const operators = 'in, notin, =, ==, !=, gt, lt';
  test.each([
    ['x==a==b', "found '==', expected: ',' or 'end of string'"],
    ['!x=a', "found '=', expected: ',' or 'end of string'"],
    ['x,', "found '', expected: identifier after ','"],
    ['x,=a', "found '=', expected: identifier after ','"],
    [',x', "found ',', expected: !, identifier, or 'end of string'"],
    ['(x)', "found '(', expected: !, identifier, or 'end of string'"],
    ['!', "unable to parse requirement: found '', expected: identifier"],
    ['!!x', "unable to parse requirement: found '!', expected: identifier"],
    ['x y', `unable to parse requirement: found 'y', expected: ${operators}`],
    ['x!', `unable to parse requirement: found '!', expected: ${operators}`],
    ['x exists', `unable to parse requirement: found 'exists', expected: ${operators}`],
    ['x(', `unable to parse requirement: found '(', expected: ${operators}`],
    ['x in', "unable to parse requirement: found '' expected: '('"],
    ['x in a', "unable to parse requirement: found 'a' expected: '('"],
    ['x in (', "unable to parse requirement: found '', expected: ',', ')' or identifier"],
    ['x in (=)', "unable to parse requirement: found '=', expected: ',', ')' or identifier"],
    ['x in (a', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['x in (a b)', "unable to parse requirement: found 'b', expected: ',' or ')'"],
    ['x in (a,', "unable to parse requirement: found '', expected: ',', or identifier"],
    ['x in (a,=)', "unable to parse requirement: found '=', expected: ',', or identifier"],
    ['x = = a', "unable to parse requirement: found '=', expected: identifier"],
    ['x>a', `unable to parse requirement: values[0]: Invalid value: "a": for 'Gt', 'Lt' operators, the value must be an integer`],
    ['x>', `unable to parse requirement: values[0]: Invalid value: "": for 'Gt', 'Lt' operators, the value must be an integer`],
    ['x=a||y=b', `unable to parse requirement: values[0][x]: Invalid value: "a||y": ${valueRule}`],
    ['x=a||y', `unable to parse requirement: values[0][x]: Invalid value: "a||y": ${valueRule}`],
    ['x=a\u0001', `unable to parse requirement: values[0][x]: Invalid value: "a\\x01": ${valueRule}`],
    ['x\u0000y', `unable to parse requirement: found 'y', expected: ${operators}`],
    [
      'x in (\u{100000},\ufeff)',
      `unable to parse requirement: [values[0][x]: Invalid value: "\\ufeff": ${valueRule}, ` +
        `values[1][x]: Invalid value: "\\U00100000": ${valueRule}]`,
    ],
    ['-x', `unable to parse requirement: <nil>: Invalid value: "-x": name part ${keyRule}`],
    ['/x', 'unable to parse requirement: <nil>: Invalid value: "/x": prefix part must be non-empty'],
    [
      'a/b/c=1',
      `unable to parse requirement: <nil>: Invalid value: "a/b/c": a valid label key ${keyRule} ` +
        `with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ],
  ])('%j is refused', (text, message) => {
    expect(() => parseSelector(text)).toThrow(message);
  });

  test('parsing time is proportional to the length of a malicious selector', () => {
    const growth = growthOf(25_000, (length) => {
      expect(() => parseSelector(`${' '.repeat(length)}x${'='.repeat(length)}`)).toThrow(/found/);
      expect(() => parseSelector(`x in (${'a,'.repeat(length / 2)}`)).toThrow(/found/);
    });
    expect(growth).toBeLessThan(24);
  });
});

test('parseRequirements returns keys, operators and values in order', () => {
  expect(parseRequirements('z in (b,a),!y,x')).toEqual([
    { key: 'z', operator: 'in', values: ['a', 'b'] },
    { key: 'y', operator: '!', values: [] },
    { key: 'x', operator: 'exists', values: [] },
  ]);
});
