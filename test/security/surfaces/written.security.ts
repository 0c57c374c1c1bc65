/** What people write: commands, mentions and links. */
import { testSurfaces } from '../../support/surface-policy.ts';

testSurfaces('written');
