/** All events of the initial world, everyday ones first. */

import { everyday } from './everyday.ts';
import { oddActions } from './odd-actions.ts';
import { oddShapes } from './odd-shapes.ts';
import { oddTexts } from './odd-texts.ts';

export const stories = [...everyday, ...oddActions, ...oddShapes, ...oddTexts];
