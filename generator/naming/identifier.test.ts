import { camelCase, isIdentifierName, pascalCase, typeIdentifier, uniqueName } from './identifier.js';

describe('identifiers', () => {
  test.each([
    ['RedisCluster', 'RedisCluster'],
    ['hostIP', 'HostIP'],
    ['foo-bar.baz_qux', 'FooBarBazQux'],
    ['$ref', 'T$ref'],
    ['3scale', 'T3scale'],
    ['', 'Unnamed'],
    ['---', 'Unnamed'],
    ['__proto__', 'Proto'],
    ['constructor', 'Constructor'],
    ['größe', 'Größe'],
    ['名前', 'T名前'],
    ['a\u200db\u202ec', 'ABC'],
    ['\u{1d4d0}x', 'X'],
    ['*/ alert(1) /*', 'Alert1'],
  ])('%j names a type %s', (name, expected) => {
    expect(typeIdentifier(name)).toBe(expected);
    expect(isIdentifierName(typeIdentifier(name))).toBe(true);
  });

  test.each([
    ['RedisCluster', 'redisCluster'],
    ['IPAddress', 'ipAddress'],
    ['CSIDriver', 'csiDriver'],
    ['APIService', 'apiService'],
    ['VPC', 'vpc'],
    ['EC2Instance', 'ec2Instance'],
    ['S3Bucket', 's3Bucket'],
    ['HTTPRoute', 'httpRoute'],
    ['K8sGateway', 'k8sGateway'],
    ['Pod', 'pod'],
  ])('a leading acronym is lowered whole: %s is %s', (name, expected) => {
    expect(camelCase(name)).toBe(expected);
  });

  test('what no identifier can hold is a boundary between words', () => {
    expect(pascalCase('a b-c/d')).toBe('ABCD');
  });

  test('names that are taken are numbered from 2', () => {
    const taken = new Set(['A', 'A2']);
    expect(uniqueName('A', (name) => taken.has(name))).toBe('A3');
    expect(uniqueName('B', (name) => taken.has(name))).toBe('B');
  });
});
