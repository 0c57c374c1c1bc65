/** Where the app keeps its data. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { bytesTooLong } from '../cli/audit-export/socket-path.ts';
import { databaseUrlFault, withLastingSslMode } from './database-url.ts';
import { fault } from './fields.ts';
import { type Given, problemOf, section } from './section.ts';

export interface StoreConfig {
  databaseUrl: string | undefined;
  dataDir: string;
  auditRetentionDays: number | undefined;
  eventRetentionDays: number;
}

const defaultDataDir = './data';

/** Dates much further back don't exist, in JavaScript or in Postgres. */
const mostDays = 1_000_000;
/** As far as a search goes back. */
const mostEventDays = 731;
const defaultEventDays = 30;

function noDays(text: string): string | undefined {
  const isNumber = /^\d+$/.test(text) && Number(text) >= 1;
  return isNumber ? undefined : 'must be a whole number of days, at least 1, without a unit';
}

function noAuditDays(text: string): string | undefined {
  const isTooLarge = Number(text) > mostDays;
  return noDays(text) ?? (isTooLarge ? 'is too large: leave it empty to keep the audit trail indefinitely' : undefined);
}

function noEventDays(text: string): string | undefined {
  const isTooLarge = Number(text) > mostEventDays;
  return noDays(text) ?? (isTooLarge ? `is too large: ${mostEventDays} days at most` : undefined);
}

const variables = z.object({
  DATABASE_URL: z.string().check(fault(databaseUrlFault)).transform(withLastingSslMode).optional(),
  DATA_DIR: z.string().default(defaultDataDir),
  AUDIT_RETENTION_DAYS: z.string().check(fault(noAuditDays)).transform(Number).optional(),
  EVENT_RETENTION_DAYS: z.string().check(fault(noEventDays)).transform(Number).default(defaultEventDays),
});

export const storeSection = section(
  variables,
  (values): StoreConfig => ({
    databaseUrl: values.DATABASE_URL,
    dataDir: values.DATA_DIR,
    auditRetentionDays: values.AUDIT_RETENTION_DAYS,
    eventRetentionDays: values.EVENT_RETENTION_DAYS,
  }),
  between,
);

/** The directory only counts for the embedded database. */
function between(given: Given) {
  if (given.DATABASE_URL !== undefined) return [];
  const dataDir = given.DATA_DIR ?? defaultDataDir;
  if (dataDir.startsWith('~')) {
    return [problemOf('DATA_DIR', 'begins with ~, which only a shell replaces: write the whole path')];
  }
  if (resolve(dataDir) === resolve('/')) {
    return [problemOf('DATA_DIR', 'is the root of the file system: name a directory of its own')];
  }
  const tooLong = bytesTooLong(dataDir);
  if (tooLong === 0) return [];
  return [
    problemOf(
      'DATA_DIR',
      `is ${tooLong} ${tooLong === 1 ? 'byte' : 'bytes'} too long for a socket in it: choose a shorter path`,
    ),
  ];
}
