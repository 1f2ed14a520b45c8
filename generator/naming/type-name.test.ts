import { definitionTypeName, kindTypeName, nestedTypeName } from './type-name.js';

describe('the names of types', () => {
  test.each([
    ['RedisCluster', 'RedisCluster'],
    ['redis', 'Redis'],
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
