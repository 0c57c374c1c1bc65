import { describe, expect, test } from 'vitest';
import { loadConfig, readConfig } from '../../src/config/config.ts';

const complete = {
  SLACK_BOT_TOKEN: 'xoxb-1-secret',
  SLACK_SIGNING_SECRET: 'secret',
  HEC_REGION: 'us',
  HEC_CLIENT_ID: 'client',
  HEC_ACCESS_KEY: 'key-secret',
};

function problemsOf(DATABASE_URL: string): string[] {
  const reading = readConfig({ values: { ...complete, DATABASE_URL }, problems: [], warnings: [] });
  return reading.kind === 'faulty' ? reading.problems : [];
}

const cutPassword = 'has a #, a / or a ? that cuts its password short: write % as %25, # as %23, / as %2F';

describe('an address of a database', () => {
  test.each([
    ['postgres:/planted', 'must be a Postgres address that starts with postgres://'],
    ['jdbc:postgresql://planted:secret@host/db', 'must be a Postgres address that starts with postgres://'],
    ['postgres://planted:sec#ret@host/db', cutPassword],
    ['postgres://planted:sec/ret@host/db', cutPassword],
    ['postgres://planted:sec?ret@host/db', cutPassword],
    ['postgres://planted:12#34@host/db', cutPassword],
    ['postgres://planted:12?34@host/db', cutPassword],
    ['postgres://planted:secret@host/db#planted', 'is cut off at a #'],
    ['postgres://planted:sec%ffret@host/db', 'has a % that stands for no letter'],
    ['postgres://planted:secret@host:99999/db', 'has no port number from 0 to 65535 behind its host'],
    ['postgres://planted:secret@host:planted/db', 'has no port number from 0 to 65535 behind its host'],
    ['postgres://planted:secret@one,planted/db', 'names several hosts'],
    ['postgres://planted:secret@[::/db', 'is no address: it must be postgres://user:password@host:5432/database'],
    ['postgres://planted:secret@host/db?sslmode=planted', 'has an unknown sslmode: it must be disable, no-verify'],
    ['postgres://planted:secret@host/db?sslmode=verify-ca&uselibpqcompat=true', 'which needs sslrootcert'],
    ['postgres://planted:secret@host/db?sslnegotiation=planted', 'has an unknown sslnegotiation'],
    ['postgres://planted:secret@host/db?sslnegotiation=direct&sslmode=disable', 'but sslmode=disable'],
  ])('that can’t be read is refused with what is wrong, and not repeated: %s', (address, sentence) => {
    const problems = problemsOf(address);
    expect(problems).toEqual([expect.stringMatching(/^DATABASE_URL /)]);
    expect(problems[0]).toContain(sentence);
    expect(problems[0]).not.toMatch(/planted|secret|sec.ret|12.34/);
  });

  test.each([
    'postgres://u:se@cret@host/db',
    'postgres://u:se%cret@host/db',
    'postgres://u:se%zz@host/db',
    'postgres://u:se cret@host/db',
    'postgres://u:p^&*()!$<>|[]@host/db',
    'postgres://u@tenant:p:q@host/db',
    'postgres://host/db?user=u@tenant&password=p',
    'postgres://u:p@/db?host=/var/run/postgresql',
    'postgres://u:p@%2Fvar%2Frun%2Fpostgresql/db',
    'postgres://u:p@[::1]:5432/db',
    'postgres:///db',
    'postgresql://host',
    'postgres://u:p@host/db?sslmode=verify-full&sslrootcert=/etc/ca.pem',
    'postgres://u:p@host/db?sslmode=no-verify',
    'postgres://u:p@host/db?sslmode=require&uselibpqcompat=true',
  ])('that the driver can read is taken as it is: %s', (DATABASE_URL) => {
    expect(loadConfig({ ...complete, DATABASE_URL }).store.databaseUrl).toBe(DATABASE_URL);
  });

  test.each(['prefer', 'require', 'verify-ca'])(
    'with sslmode=%s checks the certificate, as the driver does',
    (mode) => {
      const config = loadConfig({ ...complete, DATABASE_URL: `postgres://u:p@host/db?a=b&sslmode=${mode}&c=d` });
      expect(config.store.databaseUrl).toBe('postgres://u:p@host/db?a=b&sslmode=verify-full&c=d');
    },
  );
});
