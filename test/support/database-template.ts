/**
 * An embedded database with everything in place, which tests copy: making one takes many seconds. It is kept between
 * runs until what it is made from changes.
 */
import { createHash } from 'node:crypto';
import { access, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jobDefinitions } from '../../src/jobs/jobs.ts';
import { createLogger } from '../../src/log.ts';
import { migrationsFolder } from '../../src/store/backend.ts';
import { openStore } from '../../src/store/open.ts';

/** The directory of the template, made where there is none yet. */
export async function databaseTemplate(): Promise<string> {
  const path = join(tmpdir(), `hec-slack-template-${await fingerprint()}`);
  if (await exists(path)) return path;
  const making = await mkdtemp(`${path}-`);
  const logger = createLogger('silent');
  await (await openStore({ databaseUrl: undefined, dataDir: making, jobs: jobDefinitions, logger })).close();
  try {
    await rename(making, path);
  } catch (error) {
    // Another process may have been quicker.
    if (!(await exists(path))) throw error;
    await rm(making, { recursive: true, force: true });
  }
  return path;
}

async function fingerprint(): Promise<string> {
  const migrations = (await readdir(migrationsFolder)).filter((name) => name.endsWith('.sql'));
  const packages = ['@electric-sql/pglite', 'pg-boss'].map((name) => `../node_modules/${name}/package.json`);
  const hash = createHash('sha256');
  for (const path of [...migrations, ...packages]) hash.update(await readFile(join(migrationsFolder, path)));
  return hash.digest('hex').slice(0, 16);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
