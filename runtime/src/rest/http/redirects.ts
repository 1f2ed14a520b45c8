import type { Clock } from '../../util/index.js';
import type { ServerURL } from '../request/urls.js';
import type { KubeRequest, Transport } from '../transport.js';
import { discard } from './response-body.js';

const maxRedirects = 10;
const redirectCodes: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Follows up to 10 redirects of reads within one server. Returns redirects of writes to the caller, as responses.
 *
 * A redirect to another server is an error that names it. The request has credentials in its headers and in the certificate of
 * the connection.
 */
export function followRedirects(next: Transport, server: ServerURL, clock: Clock): Transport {
  return {
    async send(request, signal) {
      let current = request;
      for (let count = 0; ; count++) {
        const response = await next.send(current, signal);
        const location = response.headers['location'];
        if (!redirectCodes.has(response.status) || typeof location !== 'string') return response;
        if (request.method !== 'GET' && request.method !== 'HEAD') return response;
        await discard(response, clock);
        if (count === maxRedirects) throw new Error(`the server redirected ${maxRedirects} times`);
        current = redirected(current, location, server);
      }
    },
  };
}

function redirected(request: KubeRequest, location: string, server: ServerURL): KubeRequest {
  const origin = `${server.secure ? 'https' : 'http'}://${server.authority}`;
  const url = resolve(location, `${origin}${server.pathPrefix}${request.path}`);
  if (url?.origin !== new URL(origin).origin) {
    throw new Error(
      `the server redirects to ${url?.origin ?? 'an invalid URL'}; credentials are not sent there: if it is trusted, use it as host`,
    );
  }
  if (!url.pathname.startsWith(`${server.pathPrefix}/`)) {
    throw new Error(`the server redirects to ${url.pathname}, which is not below ${server.pathPrefix}/`);
  }
  return { ...request, path: url.pathname.slice(server.pathPrefix.length), query: [...url.searchParams] };
}

function resolve(location: string, base: string): URL | undefined {
  try {
    return new URL(location, base);
  } catch {
    // The caller reports it.
    return undefined;
  }
}
