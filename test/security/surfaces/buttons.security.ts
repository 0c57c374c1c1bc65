/** Buttons of messages. */
import { testSurfaces } from '../../support/surface-policy.ts';

testSurfaces('buttons');
