/**
 * The app of now on what a landed version left: its database, and what people have on their screens. The parts follow one
 * another, because they share the app; each keeps to events of its own.
 */
import { describe } from 'vitest';
import { deployedOfFile } from '../support/upgrade/deployed.ts';
import { versions } from '../support/upgrade/fixture.ts';
import { buttonsStillWork } from './suite/buttons.ts';
import { jobsGoOn } from './suite/jobs.ts';
import { modalsStillWork } from './suite/modals.ts';
import { operatorsSeeTheSame } from './suite/operators.ts';
import { trailIsStillTold } from './suite/trail.ts';

describe.each(versions)('version %s', (version) => {
  const deployed = deployedOfFile(version, { finished: ['following'] });
  trailIsStillTold(deployed);
  buttonsStillWork(deployed);
  modalsStillWork(deployed);
  // Late: what a dead process had in hand comes back after some seconds, during which the others run.
  jobsGoOn(deployed);
  operatorsSeeTheSame(version, deployed);
});
