/** Selectors of labels and fields: their matches, the fields of each kind, and errors of malformed selectors. */
import type { Client, Reply } from './support/client.js';
import { useServer } from './support/server.js';

const subject = useServer();
const same = (...replies: readonly Reply[]): void => expect(replies.map(subject.client.comparable)).toMatchSnapshot();
const namesOf = ({ body }: Reply): string[] => body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);

const pods = '/api/v1/namespaces/{ns}/pods';
const pod = (name: string, labels: object, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels },
  spec: { containers: [{ name: 'c', image: 'i' }], ...spec },
});
async function threePods(client: Client): Promise<void> {
  await client.must('POST', pods, pod('a', { app: 'web', tier: 'front', 'example.com/x': '1' }, { restartPolicy: 'Never' }));
  await client.must('POST', pods, pod('b', { app: 'web', tier: 'back' }, { nodeName: 'node-1' }));
  await client.must('POST', pods, pod('c', { app: 'db' }, { schedulerName: 'mine', hostNetwork: true }));
}

describe('labels', () => {
  test.each<[string, string[]]>([
    ['app=web', ['a', 'b']],
    ['app==web', ['a', 'b']],
    ['app = web , tier = back', ['b']],
    ['app!=web', ['c']],
    ['tier!=front', ['b', 'c']],
    ['app in (web, db)', ['a', 'b', 'c']],
    ['app in (db)', ['c']],
    ['app notin (db)', ['a', 'b']],
    ['tier notin (front)', ['b', 'c']],
    ['tier', ['a', 'b']],
    ['!tier', ['c']],
    ['tier in (front,)', ['a']],
    ['tier=', []],
    ['example.com/x=1', ['a']],
    ['example.com/x', ['a']],
    ['app,tier in (back),app=web', ['b']],
    ['app=none', []],
    ['', ['a', 'b', 'c']],
  ])('%j', async (selector, names) => {
    const { client } = subject;
    await threePods(client);
    expect(namesOf(await client.get(`${pods}?labelSelector=${encodeURIComponent(selector)}`))).toEqual(names);
  });

  test.each([
    'a in ()',
    'a=b=c',
    '=a',
    'a in b',
    'a b',
    'a,,b',
    'a,',
    '!',
    'a>b',
    'a>1,',
    'a notin',
    '(a)',
    'Not Valid=x',
    'a=not valid',
    `${'x'.repeat(64)}=a`,
    `a=${'x'.repeat(64)}`,
    'example.com/=a',
    '/a=b',
    'a/b/c=d',
    'a in (b c)',
    'ä=b',
  ])('%j is refused or taken as it is', async (selector) => {
    const { client } = subject;
    same(await client.get(`${pods}?labelSelector=${encodeURIComponent(selector)}&limit=1`));
  });
});

describe('fields', () => {
  test.each<[string, string[]]>([
    ['metadata.name=a', ['a']],
    ['metadata.name!=a', ['b', 'c']],
    ['metadata.namespace=other', []],
    ['spec.nodeName=node-1', ['b']],
    ['spec.nodeName=', ['a', 'c']],
    ['spec.nodeName!=', ['b']],
    ['spec.restartPolicy=Never', ['a']],
    ['spec.restartPolicy=Always,spec.schedulerName=default-scheduler', ['b']],
    ['spec.schedulerName=mine', ['c']],
    ['spec.hostNetwork=true', ['c']],
    ['spec.serviceAccountName=', ['a', 'b', 'c']],
    ['status.phase=Pending', ['a', 'b', 'c']],
    ['status.phase!=Pending', []],
    ['status.podIP=', ['a', 'b', 'c']],
    ['status.nominatedNodeName=', ['a', 'b', 'c']],
    ['metadata.name==a,metadata.name==b', []],
    ['metadata.name=a\\,b', []],
  ])('of pods: %s', async (selector, names) => {
    const { client } = subject;
    await threePods(client);
    expect(namesOf(await client.get(`${pods}?fieldSelector=${encodeURIComponent(selector)}`))).toEqual(names);
  });

  test.each([
    'spec.containers=a',
    'metadata.labels=a',
    'metadata.uid=a',
    'metadata.name',
    'metadata.name>a',
    '=a',
    'metadata.name=a,',
    ',metadata.name=a',
    'metadata.name in (a)',
    'metadata.name=a=b',
    'metadata.name=a\\',
  ])('of pods: %j is refused or taken as it is', async (selector) => {
    same(await subject.client.get(`${pods}?fieldSelector=${encodeURIComponent(selector)}`));
  });

  const below = (path: string): string => path.replace(/\/(\w+)$/, '/namespaces/{ns}/$1');
  test.each<[string, string]>([
    ['/api/v1/namespaces', 'status.phase=None'],
    ['/api/v1/namespaces', 'name=none'],
    ['/api/v1/nodes', 'spec.unschedulable=true'],
    ['/api/v1/nodes', 'status.phase=x'],
    [below('/api/v1/secrets'), 'type=Opaque'],
    [below('/api/v1/secrets'), 'data=x'],
    [below('/api/v1/services'), 'spec.clusterIP=None'],
    [below('/api/v1/services'), 'spec.type=ClusterIP'],
    [below('/api/v1/services'), 'spec.ports=80'],
    [below('/api/v1/replicationcontrollers'), 'status.replicas=1'],
    [below('/api/v1/events'), 'involvedObject.name=a,reason=b,type=Normal,source=x'],
    [below('/api/v1/events'), 'regarding.name=a'],
    [below('/apis/events.k8s.io/v1/events'), 'regarding.name=a,reason=b'],
    [below('/apis/events.k8s.io/v1/events'), 'involvedObject.name=a'],
    [below('/apis/apps/v1/replicasets'), 'status.replicas=0'],
    [below('/apis/apps/v1/deployments'), 'status.replicas=0'],
    [below('/apis/batch/v1/jobs'), 'status.successful=1'],
    [below('/apis/batch/v1/jobs'), 'status.succeeded=1'],
    ['/apis/certificates.k8s.io/v1/certificatesigningrequests', 'spec.signerName=none'],
    ['/apis/certificates.k8s.io/v1/certificatesigningrequests', 'spec.username=x'],
    ['/apis/apiextensions.k8s.io/v1/customresourcedefinitions', 'metadata.name=none'],
    ['/apis/apiextensions.k8s.io/v1/customresourcedefinitions', 'spec.group=x'],
    ['/apis/resource.k8s.io/v1/resourceslices', 'spec.driver=none'],
    ['/apis/resource.k8s.io/v1/resourceslices', 'spec.nodeName=none'],
    ['/api/v1/persistentvolumes', 'metadata.name=none'],
    [below('/api/v1/persistentvolumeclaims'), 'status.phase=Bound'],
  ])('of %s: %s', async (path, selector) => {
    same(await subject.client.get(`${path}?fieldSelector=${encodeURIComponent(selector)}`));
  });
});
