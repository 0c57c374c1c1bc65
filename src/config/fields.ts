/** Forms of values that several settings have, each with the sentence for whoever wrote something else. */
import { z } from 'zod';

/** A check whose sentence depends on what was written. It begins behind the name, and never holds the value. */
export function fault<Value = string>(tell: (value: Value) => string | undefined) {
  return z.superRefine<Value>((value, context) => {
    const message = tell(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message, continue: false });
  });
}

/** For what is copied from a page: a token, a key, an id. */
export const oneWord = fault((text) => {
  if (/\s/.test(text)) return 'has a blank inside: copy it again, and nothing else with it';
  const place = text.search(/[^\x21-\x7E]/);
  return place === -1
    ? undefined
    : `has a character at position ${place + 1} that is in no such value, such as a dash that a program made longer: copy it again`;
});

/** The hosts that may be asked without TLS. */
export const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** https, or http on this machine, without a password, a query or a fragment. */
export function isSafeOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const plainWeb = url.protocol === 'https:' || (url.protocol === 'http:' && loopback.includes(url.hostname));
  return plainWeb && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
}

/** Kubernetes sets `<NAME>_PORT` to such an address for each service of that name. */
const serviceLink = /^(tcp|udp):\/\//;

export const port = z
  .string()
  .check(
    fault((text) => {
      if (serviceLink.test(text)) {
        return 'holds an address, as Kubernetes sets it for a service of that name: set it yourself, or set enableServiceLinks to false';
      }
      return /^\d{1,5}$/.test(text) && Number(text) <= 65_535
        ? undefined
        : 'must be a port number from 0 to 65535, with nothing before or behind it';
    }),
  )
  .transform(Number);

/** Separated by commas. What is there but has no entry is refused, as nobody knows what was meant. */
export const list = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  )
  .refine((items) => items.length > 0, {
    error: 'is set but has no entry: remove it, leave it empty, or name something',
    abort: true,
  });
