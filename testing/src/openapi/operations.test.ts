import { operationId, operationTag } from './operations.js';

test.each([
  ['', 'v1', 'NamespacedPod', 'readCoreV1NamespacedPod', 'core_v1'],
  ['rbac.authorization.k8s.io', 'v1', 'ClusterRole', 'readRbacAuthorizationV1ClusterRole', 'rbacAuthorization_v1'],
  // A kind of small letters follows a word, or it does not.
  ['acid.zalan.do', 'v1', 'Namespacedpostgresql', 'readAcidZalanDoV1Namespacedpostgresql', 'acidZalanDo_v1'],
  ['acid.zalan.do', 'v1', 'postgresqlForAllNamespaces', 'readAcidZalanDoV1PostgresqlForAllNamespaces', 'acidZalanDo_v1'],
  ['cert-manager.io', 'v1', 'Namespacedmy-kind', 'readCertManagerIoV1NamespacedmyKind', 'certManagerIo_v1'],
  ['3scale.net', 'v1beta1', 'NamespacedAPIManager', 'readScaleNetV1beta1NamespacedAPIManager', 'ScaleNet_v1beta1'],
  ['a.k8s.io.example.com', 'v1', 'Thing', 'readAK8sIoExampleComV1Thing', 'aK8sIoExampleCom_v1'],
])('of %p %s, %s is %s, under %s', (group, version, object, id, tag) => {
  expect(operationId('read', { group, version }, object)).toBe(id);
  expect(operationTag({ group, version })).toBe(tag);
});
