/** A secret that is made up at each start: a fixed one would be known to everybody who has read the source. */
import { randomBytes } from 'node:crypto';

export const madeUpSecret = (): string => randomBytes(24).toString('hex');
