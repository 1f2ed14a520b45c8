import type { VersionInfo } from 'kube-client-runtime/meta';
import { discover } from '../discovery/discover.js';
import type { ServerContext } from '../handlers/context.js';
import { dispatch, nothingThere } from '../handlers/dispatch.js';
import { parsePath, type ServerRequest, type ServerResponse } from '../handlers/request.js';
import type { JsonObject } from '../json/json.js';
import type { OpenApi } from '../openapi/serve.js';
import { newMethodNotAllowed, newPathNotFound } from '../status/failure.js';

/** The Kubernetes version that the server reports. */
export const serverVersion: VersionInfo = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.0-kube-client-testing',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: 'node',
};

/** The health checks that can be requested by name. The empty name stands for all of them. */
const healthChecks: ReadonlySet<string> = new Set(['', 'ping', 'etcd', 'log']);
const healthPaths = new Set(['/healthz', '/readyz', '/livez']);

/**
 * Handles a request after faults and reactors.
 *
 * Throws a StatusError if the request is refused.
 */
export function route(context: ServerContext, openApi: OpenApi, request: ServerRequest): ServerResponse {
  const { method, path, query } = request;
  if (isHealthPath(path)) return health(query, path);
  if (path === '/version' || path === '/version/') {
    if (method !== 'GET' && method !== 'HEAD') throw newMethodNotAllowed();
    const value: JsonObject = { ...serverVersion };
    return { status: 200, headers: {}, body: { type: 'json', value } };
  }
  const found = discover(context.registry, request) ?? openApi(request);
  if (found !== undefined) return found;
  if (method !== 'GET' && discover(context.registry, { ...request, method: 'GET' }) !== undefined) throw newMethodNotAllowed();
  const [root, group = ''] = path.split('/').filter((part) => part !== '');
  if ((root !== 'api' && root !== 'apis') || (root === 'apis' && !context.registry.groups().includes(group))) return nothingThere;
  const info = parsePath(method, path, query);
  if (info === undefined || info.resource === '') throw newPathNotFound();
  return dispatch(context, request, info);
}

/** Whether a path needs no credentials. */
export function isHealthPath(path: string): boolean {
  return healthPaths.has(path) || [...healthPaths].some((prefix) => path.startsWith(`${prefix}/`));
}

function health(query: URLSearchParams, path: string): ServerResponse {
  const check = path.slice(1).split('/')[0] ?? '';
  if (!healthChecks.has(path.split('/').slice(2).join('/'))) return nothingThere;
  const text = query.has('verbose') ? `[+]ping ok\n[+]storage ok\n${check} check passed\n` : 'ok';
  return { status: 200, headers: {}, body: { type: 'text', text } };
}
