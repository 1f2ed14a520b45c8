import { newFakeRecorder } from './fake-recorder.js';

const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'my-pod' } };

test('stores recorded events as text', () => {
  const recorder = newFakeRecorder();
  recorder.event(pod, 'Normal', 'Started', 'the pod has started');
  recorder.eventf(pod, 'Warning', 'Failed', '%d times', 3);
  recorder.annotatedEventf(pod, { b: '2', a: '1' }, 'Normal', 'Stopped', 'at %s', 'last');
  recorder.annotatedEventf(pod, undefined, 'Normal', 'Stopped', 'at last');
  expect(recorder.events).toEqual([
    'Normal Started the pod has started',
    'Warning Failed 3 times',
    'Normal Stopped at last map[a:1 b:2]',
    'Normal Stopped at last',
  ]);
});

test('includes the object on request', () => {
  const recorder = newFakeRecorder({ includeObject: true });
  recorder.event(pod, 'Normal', 'Started', 'message');
  expect(recorder.events).toEqual(['Normal Started message involvedObject{kind=Pod,apiVersion=v1}']);
});
