/** Why a Postgres server does not let the app in, by its code: its messages may hold the address. */
import type { Client } from 'pg';
import { type Fault, networkFault, type Peer } from './network-fault.ts';

const form = 'postgres://user:password@host:5432/database';
const trust =
  'Add sslmode=verify-full&sslrootcert=/path/to/its/authority.pem to DATABASE_URL, or sslmode=no-verify to encrypt without knowing who answers.';

export function databasePeer({ host, port }: Pick<Client, 'host' | 'port'>): Peer {
  return { host: host.startsWith('/') ? host : `${host}:${port}`, setBy: 'DATABASE_URL', trust };
}

const byCode: Record<string, Fault> = {
  '28P01': { says: 'Postgres refuses the password.', fix: 'Check the user and the password in DATABASE_URL.' },
  '28000': {
    says: 'Postgres does not let this user in from here.',
    fix: 'Check the user in DATABASE_URL and the server’s pg_hba.conf. If that asks for TLS, add sslmode=require.',
  },
  '3D000': {
    says: 'there is no such database.',
    fix: 'Create the database that DATABASE_URL names, or correct its name.',
  },
  '42501': {
    says: 'the user may not read the app’s own tables.',
    fix: 'Use the user that made them, or grant this one its rights.',
  },
  '53300': { says: 'Postgres has too many connections.', fix: 'Raise max_connections, or close those of others.' },
  '57P03': { says: 'Postgres is starting or stopping.', fix: 'Try again in a minute.' },
};

/** What Postgres' client says without a code. */
const byMessage: [RegExp, (peer: Peer) => Fault][] = [
  [
    /does not support SSL/,
    () => ({
      says: 'the server has no TLS, and DATABASE_URL asks for it.',
      fix: 'Switch TLS on at the server, or take sslmode out of DATABASE_URL.',
    }),
  ],
  [
    /timeout/i,
    ({ host }) => ({
      says: `${host} did not answer in time.`,
      fix: 'Check DATABASE_URL, that the server runs, and the firewall between.',
    }),
  ],
  [
    /password must be a (non-empty )?string/,
    () => ({ says: 'Postgres wants a password, and DATABASE_URL has none.', fix: `Write it as ${form}` }),
  ],
];

export function databaseFault(error: unknown, peer: Peer): Fault {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const refusal = byCode[code];
  if (refusal !== undefined) return { ...refusal, says: refusal.says.replace(/\.$/, ` (${code}).`) };
  const message = error instanceof Error ? error.message : '';
  const [, told] = byMessage.find(([pattern]) => pattern.test(message)) ?? [];
  const named = /^[A-Z0-9]{5}$/.test(code) ? ` (${code})` : '';
  const unknown = { says: `Postgres does not answer as it should${named}.`, fix: 'Check DATABASE_URL, and its log.' };
  return networkFault(error, peer) ?? told?.(peer) ?? unknown;
}
