/** All events of the initial world, everyday ones first. */

import { aboutNoEmail } from './about-no-email.ts';
import { everyday } from './everyday.ts';
import { oddActions } from './odd-actions.ts';
import { oddShapes } from './odd-shapes.ts';
import { oddTexts } from './odd-texts.ts';

export const stories = [...everyday, ...aboutNoEmail, ...oddActions, ...oddShapes, ...oddTexts];
