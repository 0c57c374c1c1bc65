/** Makes the database that tests copy once, before the workers start and each make one. */
import { databaseTemplate } from './database-template.ts';

export default async function setUp(): Promise<void> {
  await databaseTemplate();
}
