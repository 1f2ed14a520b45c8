import { definitionTypeName, kindTypeName, nestedTypeName, valueName } from './type-name.js';

describe('the names of types', () => {
  test.each([
    ['RedisCluster', 'RedisCluster'],
    ['Client', 'Client'],
    ['KeycloakClient', 'KeycloakClient'],
    ['ClusterInput', 'ClusterInput'],
    ['CalicoNodeStatus', 'CalicoNodeStatus'],
    ['Record', 'Record'],
    ['RecordObject', 'RecordObject'],
    ['DataObject', 'DataObject'],
    ['AllowList', 'AllowList'],
  ])('a kind is called what it is, whatever is generated beside another: %s is %s', (kind, expected) => {
    expect(kindTypeName(kind)).toBe(expected);
  });

  const odd = [
    'webapp',
    'foo-bar',
    'Foo-bar',
    'fooBar',
    'aBC',
    'FOO-bar',
    '123Kind',
    't123Kind',
    'Foo.Bar',
    'foo_bar',
    '-foo',
    'foo-',
    '',
  ];
  test.each([
    ['webapp', 'Webapp_'],
    ['foo-bar', 'Foo_bar_'],
    ['Foo-bar', 'Foo_bar'],
    ['fooBar', 'FooBar_'],
    ['aBC', 'ABC_'],
    ['123Kind', 'T$123Kind'],
    ['Foo.Bar', 'Foo$x002eBar'],
    ['*/', 'T$$x002a$x002f'],
  ])('a kind that is not in upper camel case gets a name that no other kind can have: %s is %s', (kind, expected) => {
    expect(kindTypeName(kind)).toBe(expected);
  });

  test('kinds that are not in upper camel case share neither a type nor a constant with any other kind', () => {
    const kinds = [...odd, 'Webapp', 'FooBar', 'ABC', 'T123Kind', 'T1234Kind', 'FooBar_'];
    expect(new Set(kinds.map(kindTypeName)).size).toBe(kinds.length);
    expect(new Set(kinds.map(kindTypeName).map(valueName)).size).toBe(kinds.length);
  });

  test.each([
    ['PrometheusSpec', 'alerting', 'Prometheus', 'PrometheusSpecAlerting'],
    ['Foo', 'input', 'Foo', 'FooInputValue'],
    ['Foo', 'list', 'Foo', 'FooListValue'],
    ['FooSpec', 'input', 'Foo', 'FooSpecInput'],
    ['FooSpec', 'applyConfiguration', 'Foo', 'FooSpecApplyConfigurationValue'],
    ['Foo', '__proto__', 'Foo', 'FooProto'],
    ['Foo', '*/', 'Foo', 'FooUnnamed'],
    ['Foo', '3d', 'Foo', 'Foo3d'],
  ])('a part is called by its path: %s and %j in %s is %s', (parent, property, root, expected) => {
    expect(nestedTypeName(parent, property, root)).toBe(expected);
  });

  test('a definition keeps its name, unless it is that of an apply configuration', () => {
    expect(definitionTypeName('ApplyConfiguration')).toBe('ApplyConfiguration');
    expect(definitionTypeName('FooApplyConfiguration')).toBe('FooApplyConfigurationValue');
    expect(definitionTypeName('ComponentStatus')).toBe('ComponentStatus');
  });
});
