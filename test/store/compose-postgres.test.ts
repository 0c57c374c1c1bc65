/** Who moves from the embedded database to the compose file's Postgres finds the same version there. */
import { readFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { expect, onTestFinished, test } from 'vitest';

test('the Postgres of the compose file is the version that is embedded in the app', async () => {
  const database = await PGlite.create();
  onTestFinished(() => database.close());
  const { rows } = await database.query('show server_version');

  const composeFile = await readFile(new URL('../../deploy/compose.yaml', import.meta.url), 'utf8');
  const [, version] = composeFile.match(/^ {4}image: postgres:(\S+)$/m) ?? [];
  expect(rows).toEqual([{ server_version: version }]);
});
