/** Reads what HEC knows about a file. HEC doesn't know every one, and may hang on those; then there is nothing to tell. */
import type { FileDetails } from '../events/email.ts';
import type { HecClient } from '../hec/client.ts';
import { HecNotFoundError, HecTimeoutError } from '../hec/errors.ts';

export type ReadFile = (entityId: string) => Promise<FileDetails | undefined>;

export function createReadFile(hec: Pick<HecClient, 'readEntity'>): ReadFile {
  return async (entityId) => {
    try {
      return (await hec.readEntity(entityId)).file;
    } catch (error) {
      if (error instanceof HecNotFoundError || error instanceof HecTimeoutError) return undefined;
      throw error;
    }
  };
}
