/** The proxies for what the app asks outside: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, as other programs read them. */
import { z } from 'zod';
import type { Proxies } from '../dispatcher.ts';
import { loopback } from './fields.ts';
import { section } from './section.ts';

export interface ProxyConfig {
  /** Undefined: everything is asked straight. */
  proxies: Proxies | undefined;
}

const form = 'http://host:port or http://user:password@host:port';

/** Many programs take an address without a scheme. */
const address = z
  .string()
  .transform((text) => (text.includes('://') ? text : `http://${text}`))
  .refine((text) => isWebOrigin(text), {
    error: `must be a proxy’s address, such as ${form} (https works too, SOCKS does not); write special characters of the password as %40 and the like`,
    abort: true,
  })
  .refine((text) => new URL(text).password !== '' || new URL(text).username === '', {
    error: `has a user but no password: write it as ${form}`,
  });

/** As in curl, the lower case wins. */
const variables = z.object({
  HTTPS_PROXY: address.optional(),
  https_proxy: address.optional(),
  HTTP_PROXY: address.optional(),
  http_proxy: address.optional(),
  NO_PROXY: z.string().optional(),
  no_proxy: z.string().optional(),
});

export const proxySection = section(variables, toConfig);

function toConfig(values: z.infer<typeof variables>): ProxyConfig {
  const https = values.https_proxy ?? values.HTTPS_PROXY;
  const http = values.http_proxy ?? values.HTTP_PROXY;
  const straight = (values.no_proxy ?? values.NO_PROXY ?? '').split(/[\s,]+/);
  if ((https === undefined && http === undefined) || straight.includes('*')) return { proxies: undefined };
  const except = [
    ...straight.filter((entry) => entry !== '').map(asHost),
    ...(isHere(https) && isHere(http) ? [] : loopback),
  ];
  return { proxies: { https, http, except: except.join(',') } };
}

/** To a proxy elsewhere, this machine would be that one, and what may go without TLS here could be read on the way there. */
function isHere(proxy: string | undefined): boolean {
  return proxy === undefined || loopback.includes(new URL(proxy).hostname);
}

function isWebOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, pathname, search, hash } = new URL(text);
  const isBare = pathname === '/' && search === '' && hash === '';
  return isBare && (protocol === 'http:' || protocol === 'https:') && isDecodable(username) && isDecodable(password);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** undici compares with the host of a URL, which has brackets. */
function asHost(entry: string): string {
  const isIPv6 = /^[\da-f]*:[\da-f]*:[\da-f:.]*$/i.test(entry);
  return isIPv6 ? `[${entry}]` : entry;
}
