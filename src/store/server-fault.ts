/**
 * Why a Postgres server can't be used, for the person who starts the app: what is wrong, and what to do. Neither repeats
 * an error's message, which may hold the address of the server or the name of a user.
 */

import { DatabaseError } from 'pg';
import { codeOf } from '../errors.ts';

/** Both go on after `DATABASE_URL: `, in sentences without their full stop. */
export interface ServerFault {
  says: string;
  fix: string;
}

export class ServerError extends Error {
  constructor({ says, fix }: ServerFault, cause: unknown) {
    super(`The database that DATABASE_URL names can’t be used: ${says}. ${fix}.`, { cause });
    this.name = 'ServerError';
  }
}

const certificate = 'Add sslmode=verify-full&sslrootcert=/path/to/its/authority.pem to the address';
const untrusted = {
  says: 'its certificate is signed by nobody whom this machine trusts',
  fix: `${certificate}, or sslmode=no-verify to encrypt without knowing who answers`,
};
const notFound = {
  says: 'the name of its host is not found',
  fix: 'Check the host in the address, the DNS of this machine, and that special characters in the password are written as %…',
};
const silent = {
  says: 'it does not answer in time',
  fix: 'Check the host and the port in the address, that the server runs, and the firewall between',
};
const broken = {
  says: 'the connection broke off before it stood',
  fix: 'Check that a Postgres server, and nothing else, answers at the port in the address',
};
const unreadable = {
  says: 'a certificate or key that the address names can’t be read',
  fix: 'Correct the path in sslrootcert, sslcert or sslkey, and let the app’s user read the file',
};

const noPostgres = {
  says: 'it does not answer as a Postgres server should',
  fix: 'Check the host and the port in the address, and the server’s log',
};
const refusing = { says: 'it refuses what the app asks', fix: 'See the server’s log' };

/** Of the system, of TLS and of Postgres. */
const byCode: Record<string, ServerFault> = {
  ENOTFOUND: notFound,
  EAI_AGAIN: notFound,
  ECONNREFUSED: {
    says: 'nothing takes connections at its host and port',
    fix: 'Start the server, or correct the host and the port in the address',
  },
  ETIMEDOUT: silent,
  EHOSTUNREACH: silent,
  ENETUNREACH: silent,
  ECONNRESET: broken,
  EPIPE: broken,
  EPROTO: broken,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  CERT_HAS_EXPIRED: { says: 'its certificate has expired', fix: 'Renew it, and check the clock of this machine' },
  CERT_NOT_YET_VALID: { says: 'its certificate is not valid yet', fix: 'Check the clock of this machine' },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    says: 'its certificate is for another host',
    fix: 'Name the host in the address as the certificate does, or add sslmode=no-verify to encrypt without knowing who answers',
  },
  '28P01': { says: 'it refuses the user or the password', fix: 'Correct them in the address' },
  '28000': {
    says: 'it does not let this user in from here',
    fix: 'Check the user in the address and the server’s pg_hba.conf. If that asks for TLS, add sslmode=verify-full',
  },
  '3D000': { says: 'there is no such database on it', fix: 'Create it (createdb), or correct its name in the address' },
  '42501': {
    says: 'the user may not make or change tables in it',
    fix: 'Make the user the owner of the database, or grant it CREATE on the database and its schema',
  },
  '25006': { says: 'it takes no changes, as a standby does', fix: 'Name the primary server in the address' },
  '53300': { says: 'it has too many connections', fix: 'Raise its max_connections, or close those of others' },
  '53100': { says: 'its disk is full', fix: 'Make room' },
  '55P03': {
    says: 'another process of the app has been preparing it for a minute',
    fix: 'Wait until that one has started, or stop it',
  },
  '57P03': { says: 'it is starting or stopping', fix: 'Try again in a minute' },
  '57P01': { says: 'it is stopping', fix: 'Try again in a minute' },
};

/** What the driver says without a code. */
const byMessage: [RegExp, ServerFault][] = [
  [
    /does not support SSL/,
    {
      says: 'it has no TLS',
      fix: 'Switch TLS on at the server, or set sslmode=disable if the network between is yours alone',
    },
  ],
  [
    /password must be a/,
    { says: 'it asks for a password', fix: 'Add it to the address: postgres://user:password@host:5432/database' },
  ],
  [/timeout/i, silent],
  [/terminated|establishing an SSL|closed/i, broken],
];

/** Why no connection could be made. */
export function connectionFault(error: unknown): ServerFault {
  const code = codeOf(error) ?? '';
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') return ofFile(error, code);
  return serverFault(error) ?? noPostgres;
}

/** Why a connection failed, or what was asked over it. Undefined if it is another kind of failure. */
export function serverFault(error: unknown): ServerFault | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = codeOf(error) ?? '';
  const fault = byCode[code] ?? byMessage.find(([pattern]) => pattern.test(error.message))?.[1];
  if (fault === undefined && !(error instanceof DatabaseError)) return serverFault(error.cause) ?? firstOf(error);
  const { says, fix } = fault ?? refusing;
  return { says: /^\w{1,40}$/.test(code) ? `${says} (${code})` : says, fix };
}

/** Node gathers one error for each address of a host. */
function firstOf(error: Error): ServerFault | undefined {
  return error instanceof AggregateError ? serverFault(error.errors[0]) : undefined;
}

function ofFile(error: unknown, code: string): ServerFault {
  const isSocket = error instanceof Error && 'syscall' in error && error.syscall === 'connect';
  const fault = isSocket
    ? { says: 'no server listens at the socket that the address names', fix: 'Start the server, or correct the path' }
    : unreadable;
  return { ...fault, says: `${fault.says} (${code})` };
}
