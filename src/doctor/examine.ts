/** What `npm run doctor` checks, in the order in which somebody sets the app up. */
import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Config, ConfigError, loadConfig } from '../config.ts';
import { type Finding, ok, wrong } from './finding.ts';
import { examineHec } from './hec.ts';
import { examineSlack } from './slack.ts';

export async function examine(env: Record<string, string | undefined>): Promise<Finding[]> {
  let config: Config;
  try {
    config = loadConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => wrong(`Configuration: ${problem}`));
  }
  const findings = await Promise.all([
    examineSlack(config),
    examineHec(config.hec),
    examineDataDirectory(config.store.dataDir),
  ]);
  return [ok('Configuration: complete'), ...findings.flat()];
}

/** The app makes the directory itself, so one that is missing is fine where it could be made. */
async function examineDataDirectory(directory: string): Promise<Finding> {
  const path = resolve(directory);
  const exists = await isWritableDirectory(path);
  if (exists || (await isWritableDirectory(dirname(path)))) {
    return ok(`Data directory: ${path} ${exists ? 'can be written' : 'can be made'}`);
  }
  return wrong(`Data directory: ${path} can't be written. Give the app's user the right, or set DATA_DIR.`);
}

async function isWritableDirectory(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK);
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
