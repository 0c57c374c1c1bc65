/** The address of a Postgres server, read as its driver reads it. What is wrong with it never repeats a part of it. */

const form = 'postgres://user:password@host:5432/database';
const escapes = 'write % as %25, # as %23, / as %2F, ? as %3F, : as %3A and @ as %40 in the password';
const sslModes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];

/** Goes on behind the name, without its full stop. Undefined if the driver can read the address. */
export function databaseUrlFault(text: string): string | undefined {
  if (!/^postgres(ql)?:\/\//.test(text)) {
    return 'must be a Postgres address that starts with postgres:// or postgresql://';
  }
  const [, authority = '', rest = ''] = /^\w+:\/\/([^/?#]*)(.*)$/s.exec(text) ?? [];
  // The browser's way of reading it would take the user for the host.
  if (!authority.includes('@') && /^([^?]*|\?[^=&]*)@/.test(rest))
    return `has a #, a / or a ? that cuts its password short: ${escapes}`;
  if (authority.includes('#') || rest.includes('#')) return `is cut off at a #: ${escapes}`;
  // The driver takes an address without a host, for a socket that `?host=` names.
  const withHost = text.replace('@/', '@host/');
  return hostFault(authority) ?? encodingFault(authority, withHost) ?? optionsFault(new URL(withHost).searchParams);
}

function hostFault(authority: string): string | undefined {
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  if (host.includes(',')) return 'names several hosts, of which the driver takes only one';
  const [, port] = /:([^:\]]*)$/.exec(host) ?? [];
  if (port !== undefined && !(/^\d{0,5}$/.test(port) && Number(port) <= 65_535)) {
    return `has no port number from 0 to 65535 behind its host: it must be ${form}`;
  }
  return undefined;
}

function encodingFault(authority: string, text: string): string | undefined {
  if (!URL.canParse(text)) return `is no address: it must be ${form}. In the password, ${escapes}`;
  try {
    decodeURIComponent(new URL(text).username + new URL(text).password);
    return undefined;
  } catch {
    // The driver itself forgives a % that no two hexadecimal digits follow.
    return /%(?![0-9a-f]{2})/i.test(authority) ? undefined : `has a % that stands for no letter: ${escapes}`;
  }
}

function optionsFault(options: URLSearchParams): string | undefined {
  const [mode, negotiation] = [options.get('sslmode'), options.get('sslnegotiation')];
  if (mode !== null && !sslModes.includes(mode)) {
    return 'has an unknown sslmode: it must be disable, no-verify (encrypt without knowing who answers) or verify-full';
  }
  if (mode === 'verify-ca' && options.get('uselibpqcompat') === 'true' && !options.has('sslrootcert')) {
    return 'has sslmode=verify-ca, which needs sslrootcert: add it, or write verify-full';
  }
  if (negotiation !== null && negotiation !== 'postgres' && negotiation !== 'direct') {
    return 'has an unknown sslnegotiation: it must be postgres or direct';
  }
  return negotiation === 'direct' && mode === 'disable' ? 'has sslnegotiation=direct, but sslmode=disable' : undefined;
}

/**
 * The driver takes `prefer`, `require` and `verify-ca` for `verify-full`, and says at each start, over eight lines, that it
 * will not for ever.
 */
export function withLastingSslMode(text: string): string {
  if (text.includes('uselibpqcompat=true')) return text;
  return text.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/, '$1verify-full');
}
