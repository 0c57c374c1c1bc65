/** The details of a Work Object, the App Home, and what is asked from nowhere in particular. */
import { testSurfaces } from '../../support/surface-policy.ts';

testSurfaces('views');
