/** Can the app sign in to Slack, with the scopes that it needs? */
import { neededScopes, optionalScopes } from '../../slack/api/scopes.ts';
import { type Finding, notExamined, note, ok, wrong } from './finding.ts';
import type { SlackVisit } from './slack-visit.ts';

export async function examineSlack({ reached, signedIn }: SlackVisit): Promise<Finding[]> {
  const reach = await reached;
  const signIn = await signedIn;
  if (signIn.kind === 'done') {
    const { team, user, scopes } = signIn.value;
    return [ok('Slack', `signed in to ${team} as ${user}.`), ...examineScopes(scopes)];
  }
  const fault = reach.kind === 'fault' ? reach.fault : signIn.fault;
  const told = fault === undefined ? [] : [wrong('Slack', fault.says, fault.fix)];
  return [...told, notExamined('Slack scopes', signIn.because)];
}

function examineScopes(granted: string[] | undefined): Finding[] {
  const what = 'Slack scopes';
  if (granted === undefined) return [note(what, 'Slack did not say which were granted.')];
  const missing = lost(neededScopes, granted);
  const optional = lost(optionalScopes, granted);
  const fix = 'To switch it on, update the app from manifest.yml, reinstall it and allow the scope.';
  return [
    missing.length > 0
      ? wrong(what, 'the app lacks', 'Update the app from manifest.yml and reinstall it.', missing)
      : ok(what, optional.length === 0 ? 'all granted.' : 'all that the app needs.'),
    ...(optional.length === 0 ? [] : [note('Optional Slack scopes', 'not granted', { details: optional, fix })]),
  ];
}

/** @param costs what doesn't work without each scope */
function lost(costs: Record<string, string>, granted: string[]): string[] {
  const missing = Object.entries(costs).filter(([scope]) => !granted.includes(scope));
  return missing.map(([scope, cost]) => `${scope}: without it, ${cost}.`);
}
