import { isPluralOf, resourceAccessor } from './resource-accessor.js';

describe('the accessor of a resource', () => {
  test.each([
    ['RedisCluster', 'redisclusters', 'redisClusters'],
    ['NetworkPolicy', 'networkpolicies', 'networkPolicies'],
    ['Ingress', 'ingresses', 'ingresses'],
    ['IngressClass', 'ingressclasses', 'ingressClasses'],
    ['Endpoints', 'endpoints', 'endpoints'],
    ['EndpointSlice', 'endpointslices', 'endpointSlices'],
    ['IPAddress', 'ipaddresses', 'ipAddresses'],
    ['CSIDriver', 'csidrivers', 'csiDrivers'],
    ['CSIStorageCapacity', 'csistoragecapacities', 'csiStorageCapacities'],
    ['APIService', 'apiservices', 'apiServices'],
    ['VPC', 'vpcs', 'vpcs'],
    ['Index', 'indices', 'indices'],
    ['Analysis', 'analyses', 'analyses'],
  ])('is the plural in the casing of the kind: %s, %s is %s', (kind, plural, expected) => {
    expect(resourceAccessor(kind, plural)).toBe(expected);
    expect(isPluralOf(kind, plural)).toBe(true);
  });

  test.each([
    ['VirtualMachineInstance', 'vmis', 'vmis'],
    ['PodMetrics', 'pods', 'pods'],
    ['Foo', 'foo-bars', 'fooBars'],
    ['foo-bar', 'foo-bars', 'foo_bars'],
    ['fooBar', 'foobarz', 'foobarz'],
    ['Foo', '3foos', 'resource3foos'],
    ['Constructor', 'constructor', 'constructorResource'],
    ['Then', 'then', 'thenResource'],
    ['Proto', '__proto__', 'proto'],
    ['', '', 'unnamed'],
  ])(
    'is the plural as it stands, as far as identifiers allow, where it is not the kind’s: %s, %s is %s',
    (kind, plural, expected) => {
      expect(resourceAccessor(kind, plural)).toBe(expected);
    },
  );
});
