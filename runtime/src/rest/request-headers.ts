import { impersonationHeaders } from './auth/impersonation.js';
import type { RESTConfig } from './config.js';
import type { Transport } from './transport.js';

/** Adds the headers that all requests of a client have: the user agent and the impersonated user. */
export function addRequestHeaders(next: Transport, config: RESTConfig): Transport {
  const userAgent = config.userAgent === undefined || config.userAgent === '' ? defaultUserAgent() : config.userAgent;
  const impersonation = impersonationHeaders(config.impersonate);
  const single = Object.fromEntries(impersonation.filter(([name]) => name === 'impersonate-user' || name === 'impersonate-uid'));
  const repeated = impersonation.filter(([name]) => !(name in single));
  return {
    send(request, signal) {
      // A request with its own impersonated user does not get the groups and the UID of the config.
      const hasOwnUser = request.headers['impersonate-user'] !== undefined;
      return next.send(
        {
          ...request,
          headers: { 'user-agent': userAgent, ...(hasOwnUser ? {} : single), ...request.headers },
          ...(hasOwnUser || repeated.length === 0 ? {} : { repeatedHeaders: [...repeated, ...(request.repeatedHeaders ?? [])] }),
        },
        signal,
      );
    },
  };
}

/** Returns the default user agent. It begins with the name of the program, which servers use as the default field manager. */
function defaultUserAgent(): string {
  const program = /([^/\\]+?)(?:\.[cm]?[jt]s)?$/.exec(process.argv[1] ?? '')?.[1] ?? 'node';
  return `${program.replace(/[^\w.-]/g, '_')}/kube-client-runtime (${process.platform}/${process.arch})`;
}
