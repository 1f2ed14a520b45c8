import { randomUUID } from 'node:crypto';
import { fieldRequired, newBadRequest, newConflict, newInternalError, newInvalid } from 'kube-client-runtime/errors';
import { parseSelector, labelSelectorAsSelector } from 'kube-client-runtime/labels';
import {
  arrayOrEmpty,
  at,
  isObject,
  isString,
  objectOrEmpty,
  printValue,
  setAt,
  stringMapOf,
  stringsOf,
  type JsonObject,
} from '../json/json.js';
import type { ApiObject } from '../json/object.js';
import { everybody } from '../resources/builtin-rules.js';
import { newEvictionRefused } from '../status/failure.js';
import { printTime, type Call } from './context.js';
import { decodeAs } from './decode.js';
import { removeNamed } from './delete.js';
import { readWriteQuery } from './options.js';
import { findStored } from './read.js';
import type { ServerResponse } from './request.js';
import { updateObject } from './write.js';

/** The actions that a POST below an object performs, by `plural/subresource`. */
export const actions: Readonly<Record<string, (call: Call) => ServerResponse>> = {
  'pods/binding': bindPod,
  'pods/eviction': evictPod,
  'serviceaccounts/token': requestToken,
};

function created(value: JsonObject): ServerResponse {
  return { status: 201, headers: {}, body: { type: 'json', value } };
}

function success(): ServerResponse {
  return created({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });
}

/** Assigns a pod to a node, as a scheduler does. Also handles `POST …/bindings`, whose name is the pod's. */
export function bindPod(call: Call): ServerResponse {
  const query = readWriteQuery(call.request.query, 'CreateOptions');
  const binding = decodeAs(call.request, call.definition, 'Binding', 'v1');
  const node = at(binding, 'target', 'name');
  const name = call.info.name === '' ? (binding.metadata.name ?? '') : call.info.name;
  if (!isString(node) || node === '') {
    throw newInvalid({ group: '', kind: 'Binding' }, name, [fieldRequired('target.name')]);
  }
  const pods = call.context.registry.get('', 'v1', 'pods');
  if (pods === undefined) throw newInternalError('pods are not served');
  const podCall: Call = { ...call, definition: pods, info: { ...call.info, name } };
  const make = (pod: ApiObject): ApiObject => {
    const conflict = (why: string): Error => newConflict({ group: '', resource: 'pods/binding' }, name, why);
    if (pod.metadata.deletionTimestamp !== undefined)
      throw conflict(`pod ${name} is being deleted, cannot be assigned to a host`);
    const present = at(pod, 'spec', 'nodeName');
    if (isString(present) && present !== '') {
      throw conflict(`pod ${name} is already assigned to node ${JSON.stringify(present)}`);
    }
    setAt(pod, ['spec', 'nodeName'], node);
    pod.metadata.annotations = { ...pod.metadata.annotations, ...binding.metadata.annotations };
    if (Object.keys(pod.metadata.annotations).length === 0) delete pod.metadata.annotations;
    const others = arrayOrEmpty(at(pod, 'status', 'conditions')).filter((item) => at(item, 'type') !== 'PodScheduled');
    const scheduled = {
      type: 'PodScheduled',
      status: 'True',
      lastTransitionTime: printTime(call.context.clock.now()),
      lastProbeTime: null,
    };
    setAt(pod, ['status', 'conditions'], [...others, scheduled]);
    return pod;
  };
  // Only the binding sets the node and the condition together.
  updateObject(podCall, { make, part: 'status', carryOver: () => {} }, query);
  return success();
}

/** Deletes a pod unless a disruption budget that selects it allows no disruption now. */
function evictPod(call: Call): ServerResponse {
  const query = readWriteQuery(call.request.query, 'CreateOptions');
  const eviction = decodeAs(call.request, call.definition, 'Eviction', 'policy/v1');
  const given = eviction.metadata.name ?? '';
  if (given !== call.info.name) throw newBadRequest('name in URL does not match name in Eviction object');
  const pod = findStored(call);
  const grace = at(eviction, 'deleteOptions', 'gracePeriodSeconds');
  const phase = at(pod, 'status', 'phase');
  const guarded =
    phase !== 'Pending' && phase !== 'Succeeded' && phase !== 'Failed' && pod.metadata.deletionTimestamp === undefined;
  if (guarded) checkBudgets(call, pod);
  const dryRun = query.dryRun || stringsOf(at(eviction, 'deleteOptions', 'dryRun')).includes('All');
  removeNamed(call, typeof grace === 'number' ? grace : undefined, dryRun);
  return success();
}

function checkBudgets(call: Call, pod: ApiObject): void {
  const { namespace = '', labels = {} } = pod.metadata;
  const budgets = call.context.store.collection('poddisruptionbudgets.policy').list(`${namespace}/`);
  const matching = budgets.map(([, budget]) => budget).filter((budget) => selects(budget, labels));
  if (matching.length > 1) {
    throw newInternalError('This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.');
  }
  const [budget] = matching;
  if (budget === undefined) return;
  const allowed = at(budget, 'status', 'disruptionsAllowed');
  if (typeof allowed === 'number' && allowed > 0) return;
  const healthy = printValue(at(budget, 'status', 'currentHealthy') ?? 0);
  const desired = printValue(at(budget, 'status', 'desiredHealthy') ?? 0);
  const name = budget.metadata.name ?? '';
  throw newEvictionRefused(`The disruption budget ${name} needs ${desired} healthy pods and has ${healthy} currently`);
}

function selects(budget: ApiObject, labels: Readonly<Record<string, string>>): boolean {
  const selector = at(budget, 'spec', 'selector');
  if (!isObject(selector)) return false;
  const exact = parseSelector(
    Object.entries(stringMapOf(selector['matchLabels']))
      .map(([key, value]) => `${key}=${value}`)
      .join(','),
  );
  const expressions = arrayOrEmpty(selector['matchExpressions']).filter(isObject);
  const rest = labelSelectorAsSelector({
    matchExpressions: expressions.flatMap((expression) => {
      const { key, operator } = expression;
      if (!isString(key) || !isOperator(operator)) return [];
      const values = stringsOf(expression['values']);
      return [{ key, operator, ...(values.length > 0 && { values }) }];
    }),
  });
  return exact.matches(labels) && rest.matches(labels);
}

function isOperator(value: unknown): value is 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' {
  return value === 'In' || value === 'NotIn' || value === 'Exists' || value === 'DoesNotExist';
}

/** Returns a token that has the form of a real one and grants nothing. */
function requestToken(call: Call): ServerResponse {
  const asked = decodeAs(call.request, call.definition, 'TokenRequest', 'authentication.k8s.io/v1');
  const account = findStored(call);
  const spec = objectOrEmpty(asked['spec']);
  const seconds = typeof spec['expirationSeconds'] === 'number' ? spec['expirationSeconds'] : 3600;
  const audiences = stringsOf(spec['audiences']);
  const now = call.context.clock.now();
  const { namespace = '', name = '', uid = '' } = account.metadata;
  const claims = {
    aud: audiences.length > 0 ? audiences : ['https://kubernetes.default.svc'],
    exp: Math.floor(now / 1000) + seconds,
    iat: Math.floor(now / 1000),
    jti: randomUUID(),
    sub: `system:serviceaccount:${namespace}:${name}`,
    'kubernetes.io': { namespace, serviceaccount: { name, uid } },
  };
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return created({
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, uid, creationTimestamp: printTime(now) },
    spec: { ...spec, audiences: claims.aud, expirationSeconds: seconds, boundObjectRef: spec['boundObjectRef'] ?? null },
    status: { token: `${part({ alg: 'none' })}.${part(claims)}.`, expirationTimestamp: printTime(now + seconds * 1000) },
  });
}

/** Returns the log of a pod as text. */
export function podLog(call: Call): ServerResponse {
  const pod = findStored(call);
  const { query } = call.request;
  const containers = arrayOrEmpty(at(pod, 'spec', 'containers')).map((item) => at(item, 'name'));
  const container = query.get('container') ?? '';
  if (container !== '' && !containers.includes(container)) {
    throw newBadRequest(`container ${container} is not valid for pod ${call.info.name}`);
  }
  if (container === '' && containers.length > 1) {
    throw newBadRequest(
      `a container name must be specified for pod ${call.info.name}, choose one of: [${containers.map(String).join(' ')}]`,
    );
  }
  const first = containers[0];
  const chosen = container === '' && isString(first) ? first : container;
  let text = call.context.podLog(call.info.namespace, call.info.name, chosen);
  const tail = query.get('tailLines');
  if (tail !== null && /^\d+$/.test(tail)) text = lastLines(text, Number(tail));
  const limit = query.get('limitBytes');
  if (limit !== null && /^\d+$/.test(limit)) text = Buffer.from(text).subarray(0, Number(limit)).toString();
  return { status: 200, headers: {}, contentType: 'text/plain', body: { type: 'text', text } };
}

function lastLines(text: string, count: number): string {
  if (text === '') return '';
  const lines = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n');
  const kept = count === 0 ? [] : lines.slice(-count);
  return kept.map((line) => `${line}\n`).join('');
}

/** Returns an access review that allows the request. */
export function review(call: Call): ServerResponse {
  const { definition } = call;
  const object = decodeAs(call.request, definition, definition.kind, `${definition.group}/${definition.version}`);
  const status: Record<string, JsonObject> = {
    SelfSubjectReview: { userInfo: everybody },
    TokenReview: { authenticated: true, user: everybody },
    SelfSubjectRulesReview: {
      resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
      nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
      incomplete: false,
    },
  };
  const metadata =
    definition.kind === 'SelfSubjectReview' ? { creationTimestamp: printTime(call.context.clock.now()) } : object.metadata;
  return created({ ...object, metadata, status: status[definition.kind] ?? { allowed: true } });
}
