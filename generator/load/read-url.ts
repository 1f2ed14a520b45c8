import { maximumBytes } from './decode.js';
import { errorCode, InputError, messageOf } from './input-error.js';
import { collect, tooLarge } from './read-file.js';

const maximumRedirects = 5;

/** The response of a URL. */
export interface UrlContent {
  /** The body. */
  readonly bytes: Uint8Array;
  /** The URL after all redirects. */
  readonly url: URL;
}

/** Options for reading a URL. */
export interface UrlOptions {
  /** The time limit for the request, its redirects and its body. Unit: milliseconds */
  readonly timeoutMs: number;
  /** Ends the request. The promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Whether an input is a URL rather than a path. */
export function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/** Returns a URL for messages, without credentials and query, which may contain secrets. */
export function displayUrl(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  return url.href;
}

/**
 * Gets a URL over http or https, following at most five redirects, never from https to http. Throws an InputError for all
 * that may go wrong on the way, and the signal's reason when it is aborted.
 */
export async function readUrl(text: string, options: UrlOptions): Promise<UrlContent> {
  if (!URL.canParse(text)) throw new InputError('is not a valid URL', 'check the spelling');
  const controller = new AbortController();
  const timeout = new InputError(
    `did not answer within ${options.timeoutMs / 1000} s`,
    'try again, or download it and name the file',
  );
  const timer = setTimeout(() => controller.abort(timeout), options.timeoutMs);
  const onAbort = (): void => controller.abort(options.signal?.reason);
  if (options.signal?.aborted === true) onAbort();
  options.signal?.addEventListener('abort', onAbort);
  try {
    return await follow(new URL(text), controller.signal);
  } catch (error) {
    if (controller.signal.aborted) throw controller.signal.reason;
    throw error instanceof InputError ? error : connectionError(error);
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', onAbort);
  }
}

async function follow(first: URL, signal: AbortSignal): Promise<UrlContent> {
  let url = first;
  let authorization: string | undefined;
  if (url.username !== '' || url.password !== '') {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  }
  for (let redirects = 0; redirects <= maximumRedirects; redirects++) {
    const headers = new Headers({ accept: 'application/json, application/yaml, text/plain, */*' });
    if (authorization !== undefined && url.origin === first.origin) headers.set('authorization', authorization);
    const bare = new URL(url.href);
    bare.username = '';
    bare.password = '';
    const response = await (usesProxies()
      ? fetchThroughProxy(bare, headers, signal)
      : fetch(bare.href, { headers, redirect: 'manual', signal }));
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      if (!URL.canParse(location, url.href)) throw new InputError(`redirects to ${JSON.stringify(location)}, which is no URL`);
      const next = new URL(location, url);
      if (next.protocol !== 'https:' && (next.protocol !== 'http:' || url.protocol === 'https:')) {
        throw new InputError(
          `redirects to ${displayUrl(next.href)}, which is not safe to follow`,
          'name that URL yourself if you trust it',
        );
      }
      url = next;
      continue;
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw new InputError(`answers ${response.status} ${response.statusText}`.trimEnd(), adviceFor(response.status));
    }
    if (response.headers.get('content-type')?.includes('text/html') === true) {
      await response.body?.cancel();
      throw new InputError('is a web page, not YAML or JSON', 'name the URL of the raw file');
    }
    if (Number(response.headers.get('content-length') ?? 0) > maximumBytes) {
      await response.body?.cancel();
      throw tooLarge();
    }
    return { bytes: response.body === null ? new Uint8Array() : await collect(response.body), url };
  }
  throw new InputError(`redirects more than ${maximumRedirects} times`, 'name the URL that it leads to');
}

/** Whether the environment names a proxy for any server. */
function usesProxies(): boolean {
  return ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].some((name) => (process.env[name] ?? '') !== '');
}

/**
 * Gets a URL through the runtime, which honors `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` as kubectl does. Redirects come back as
 * they are.
 */
async function fetchThroughProxy(url: URL, headers: Headers, signal: AbortSignal): Promise<Response> {
  const { createRESTClient } = await import('kube-client-runtime/rest');
  let location: string | undefined;
  const client = createRESTClient({
    host: url.origin,
    middleware: [
      (next) => ({
        async send(request, sendSignal) {
          const response = await next.send(request, sendSignal);
          const { location: target, ...others } = response.headers;
          // Without this header the client does not follow: the caller does, and checks where to.
          location = typeof target === 'string' ? target : undefined;
          return { ...response, headers: others };
        },
      }),
    ],
  });
  try {
    const query = [...url.searchParams];
    const request = { method: 'GET', path: url.pathname, query, headers: Object.fromEntries(headers) } as const;
    const { status, headers: received, body } = await client.raw(request, { signal });
    const type = received['content-type'];
    const answered = new Headers();
    if (typeof type === 'string') answered.set('content-type', type);
    if (location !== undefined) answered.set('location', location);
    const isBare = status === 204 || status === 205 || status === 304;
    return new Response(isBare ? null : Buffer.from(body), { status, headers: answered });
  } finally {
    client.close();
  }
}

function adviceFor(status: number): string {
  if (status === 401 || status === 403) return 'it needs credentials: download it, or pipe it in with `--crd -`';
  if (status === 404 || status === 410) return 'check the URL';
  return status >= 500 ? 'try again later' : '';
}

function connectionError(error: unknown): InputError {
  // What `fetch` throws says only that it failed; its cause says why.
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  const text = messageOf(cause ?? error) || errorCode(cause);
  const hint = usesProxies() ? 'check the URL, HTTPS_PROXY, HTTP_PROXY and NO_PROXY' : 'check the URL and the network';
  return new InputError(`cannot be reached: ${text}`, hint, { cause: error });
}
