import { BlockList, isIP, isIPv6 } from 'node:net';
import { withoutUserInfo, type ServerURL } from '../request/urls.js';

type Environment = Readonly<Record<string, string | undefined>>;

const schemes: ReadonlySet<string> = new Set(['http:', 'https:', 'socks5:', 'socks5h:']);

/**
 * Returns the proxy for a server: the proxy of the config, else the proxy of the environment by the rules of Go's `httpproxy`.
 * Returns undefined for loopback addresses, unless the config has a proxy.
 *
 * Throws a `TypeError` for an invalid proxy. The message names its source, and contains no user or password.
 */
export function chooseProxy(server: ServerURL, proxyUrl: string | false | undefined, env: Environment): URL | undefined {
  if (proxyUrl === false) return undefined;
  if (proxyUrl !== undefined && proxyUrl !== '') return parseProxy(proxyUrl, 'proxyUrl');
  const [name, value] = fromEnvironment(env, server.secure ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (value === '' || !usesProxy(server, fromEnvironment(env, 'NO_PROXY')[1])) return undefined;
  // With REQUEST_METHOD, this is a CGI program, and HTTP_PROXY may be the `Proxy` header of a client.
  if (!server.secure && env['REQUEST_METHOD']) return undefined;
  return parseProxy(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`, name);
}

function parseProxy(value: string, source: string): URL {
  let url: URL | undefined;
  try {
    url = new URL(value);
  } catch {
    // The error below has no reason, because the reason contains the complete value.
  }
  if (url === undefined || url.hostname === '' || !schemes.has(url.protocol)) {
    const shown = JSON.stringify(withoutUserInfo(value));
    throw new TypeError(`${source}: ${shown} is not a proxy: it must be a URL that begins with http, https, socks5 or socks5h`);
  }
  return url;
}

function fromEnvironment(env: Environment, name: string): readonly [name: string, value: string] {
  const lower = name.toLowerCase();
  return env[name] ? [name, env[name]] : [lower, env[lower] ?? ''];
}

/**
 * Whether no entry of `NO_PROXY` matches the server. An entry is `*`, an address, a CIDR, or a domain with its subdomains. It may
 * have a port.
 */
function usesProxy(server: ServerURL, noProxy: string): boolean {
  const host = unmapped(server.hostname.toLowerCase());
  const address = isIP(host) !== 0;
  if (host === 'localhost' || (address && matchesRange(host, host.includes(':') ? '::1/128' : '127.0.0.0/8'))) return false;
  for (const raw of noProxy.split(',')) {
    const entry = raw.trim().toLowerCase();
    if (entry === '*') return false;
    if (entry === '') continue;
    if (entry.includes('/')) {
      if (address && matchesRange(host, entry)) return false;
      continue;
    }
    const { name, port } = splitPort(entry);
    if (name === '' || (port !== undefined && port !== String(server.port))) continue;
    if (isIP(name) !== 0) {
      const own = unmapped(name);
      if (address && matchesRange(host, `${own}/${isIPv6(own) ? 128 : 32}`)) return false;
    } else if (!address && matchesDomain(host, name)) {
      return false;
    }
  }
  return true;
}

/** Returns the IPv4 address of an IPv4-mapped IPv6 address, which equals it in Go. Returns other addresses unchanged. */
function unmapped(address: string): string {
  if (!isIPv6(address)) return address;
  const hex = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(new URL(`http://[${address}]`).hostname);
  if (hex === null) return address;
  const bits = (parseInt(hex[1] ?? '', 16) << 16) | parseInt(hex[2] ?? '', 16);
  return [bits >>> 24, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255].join('.');
}

function matchesDomain(host: string, entry: string): boolean {
  const name = entry.startsWith('*.') ? entry.slice(1) : entry;
  return name.startsWith('.') ? host.endsWith(name) : host === name || host.endsWith(`.${name}`);
}

function matchesRange(address: string, cidr: string): boolean {
  const [network = '', bits = ''] = cidr.split('/');
  const family = isIPv6(network) ? 'ipv6' : 'ipv4';
  // `BlockList` also matches IPv4 addresses against IPv6 ranges. Go does not.
  if (isIP(network) !== isIP(address) || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 'ipv6' ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Parses `name`, `name:port`, `[v6]:port`, or an IPv6 address. In Go, an address in brackets requires a port. */
function splitPort(entry: string): { name: string; port: string | undefined } {
  if (isIPv6(entry)) return { name: entry, port: undefined };
  const match = /^(?:\[(.*)\](?=:)|([^:]*))(?::(.*))?$/.exec(entry);
  return { name: match?.[1] ?? match?.[2] ?? '', port: match?.[3] || undefined };
}
