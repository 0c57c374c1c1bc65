/**
 * The app of now on what a landed version left: its database, and what people have on their screens. The parts follow one
 * another, because they share the app; each keeps to events of its own.
 */
import { deployedOfFile } from '../../support/upgrade/deployed.ts';
import { answersStillWork } from './answers.ts';
import { buttonsStillWork } from './buttons.ts';
import { jobsGoOn } from './jobs.ts';
import { modalsStillWork } from './modals.ts';
import { operatorsSeeTheSame } from './operators.ts';
import { searchesGoOn } from './searches.ts';
import { trailIsStillTold } from './trail.ts';

/** They have none of these answers. */
const answeringLess = ['0.1.0', '0.2.0', '0.3.0'];
/** Nobody searches with them. */
const notSearching = [...answeringLess, '0.5.0', '0.6.0'];

export function appGoesOnFrom(version: string): void {
  const deployed = deployedOfFile(version, { finished: ['following'] });
  trailIsStillTold(deployed);
  buttonsStillWork(deployed);
  modalsStillWork(deployed);
  if (!answeringLess.includes(version)) answersStillWork(deployed);
  if (!notSearching.includes(version)) searchesGoOn(deployed);
  // Late: what a dead process had in hand comes back after some seconds, during which the others run.
  jobsGoOn(version, deployed);
  operatorsSeeTheSame(version, deployed);
}
