/** The menu of a message. */
import { testSurfaces } from '../../support/surface-policy.ts';

testSurfaces('menus');
