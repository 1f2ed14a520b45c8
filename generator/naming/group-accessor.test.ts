import { groupVersionAccessor, nameGroups } from './group-accessor.js';

function accessors(groups: string[], byHand: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(nameGroups(groups, new Map(Object.entries(byHand))).names);
}

describe('the names of groups', () => {
  test('are the first label', () => {
    expect(accessors(['', 'apps', 'rbac.authorization.k8s.io', 'cache.example.com', 'cert-manager.io', '3scale.net'])).toEqual({
      '': 'core',
      apps: 'apps',
      'rbac.authorization.k8s.io': 'rbac',
      'cache.example.com': 'cache',
      'cert-manager.io': 'certManager',
      '3scale.net': 'group3scale',
    });
  });

  test('are whole for foreign groups with a label of Kubernetes, whether Kubernetes is there or not', () => {
    expect(accessors(['networking.istio.io'])).toEqual({ 'networking.istio.io': 'networkingIstioIo' });
    expect(accessors(['core.example.com', 'networking.istio.io', 'networking.k8s.io'])).toEqual({
      'core.example.com': 'coreExampleCom',
      'networking.istio.io': 'networkingIstioIo',
      'networking.k8s.io': 'networking',
    });
  });

  test('are whole for all foreign groups that share a label, which is reported', () => {
    const named = nameGroups(['iam.b.io', 'iam.a.io', 'other.io'], new Map());
    expect(Object.fromEntries(named.names)).toEqual({ 'iam.a.io': 'iamAIo', 'iam.b.io': 'iamBIo', 'other.io': 'other' });
    expect(named.shared).toEqual([{ label: 'iam', groups: ['iam.a.io', 'iam.b.io'] }]);
  });

  test('can be given by hand, which settles a shared label', () => {
    expect(accessors(['iam.a.io', 'iam.b.io'], { 'iam.b.io': 'identity' })).toEqual({
      'iam.a.io': 'iam',
      'iam.b.io': 'identity',
    });
    expect(accessors(['', 'apps'], { '': 'kube' })).toEqual({ '': 'kube', apps: 'apps' });
  });

  test('given by hand must be identifiers that no other group has', () => {
    const named = nameGroups(
      ['a.io', 'b.io', 'apps'],
      new Map([
        ['a.io', 'apps'],
        ['b.io', '1x'],
      ]),
    );
    expect(named.unusable).toEqual([
      ['a.io', 'apps'],
      ['b.io', '1x'],
    ]);
    expect(Object.fromEntries(named.names)).toEqual({ apps: 'apps', 'a.io': 'a', 'b.io': 'b' });
  });

  test('all differ, even where whole names run together', () => {
    const names = Object.values(accessors(['x.a-b.c', 'x.a.b.c', 'x-a.b-c', 'x.a.b-c', 'xA.io']));
    expect(new Set(names).size).toBe(5);
  });

  test('do not depend on the order of groups', () => {
    const groups = ['iam.b.io', 'apps', 'iam.a.io', 'networking.istio.io'];
    expect(accessors([...groups].reverse())).toEqual(accessors(groups));
  });

  test('are followed by the version', () => {
    expect(groupVersionAccessor('cache', 'v1alpha1')).toBe('cacheV1alpha1');
  });
});
