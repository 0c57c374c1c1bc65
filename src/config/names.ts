/** Which variables are settings of this app, and which look like one that was meant. */
import { closestMatch } from 'leven';
import { accessSection } from './access.ts';
import { hecSection } from './hec.ts';
import { operationSection } from './operation.ts';
import { proxySection } from './proxies.ts';
import type { Problem } from './section.ts';
import { slackSection } from './slack.ts';
import { storeSection } from './store.ts';

const settings = [slackSection, hecSection, accessSection, storeSection, operationSection, proxySection].flatMap(
  ({ names }) => names,
);

export const isSetting = (name: string) => settings.includes(name);

/** An empty one lets in whom it was to keep out. */
export const isRestriction = (name: string) => accessSection.names.includes(name);

/** Too short to be told from another program's variable, or no longer to be suggested. */
const neverMeant = ['PORT', 'HOST', 'LISTEN_HOST'];

const prefix = /^(HEC|SLACK)_/;

/** Also a misspelt one. */
export const isOurs = (name: string) => isSetting(name) || prefix.test(name.toUpperCase());

/** Slack's command line sets or reads them, and passes its environment on to the app that it runs. */
const ofSlacksCommandLine =
  /^SLACK_(CLI_.*|APP_ID|TEAM_ID|ENV|ENVIRONMENT|WORKSPACE|DEBUG|USER_TOKEN|SERVICE_TOKEN|CONFIG_DIR|SKIP_UPDATE|TEST_.*|DISABLE_TELEMETRY|AUTO_REQUEST_AAA)$/;

/** Kubernetes sets some for each service, such as one that is called hec-slack. */
function isServiceLink(name: string, value: string): boolean {
  return /_SERVICE_(HOST|PORT)(_|$)|_PORT_\d+_(TCP|UDP)/.test(name) || /^(tcp|udp):\/\//.test(value);
}

/**
 * The setting that a name only looks like, with letters of another alphabet or with an invisible one in it: nobody can see
 * that it does not count.
 */
export function disguised(name: string): string | undefined {
  const shown = [...name.replace(/[\p{Cf}\s]/gu, '').toUpperCase()];
  const isLike = (setting: string) =>
    setting.length === shown.length && [...setting].every((sign, at) => shown[at] === sign || (shown[at] ?? '') > '~');
  return settings.includes(name) ? undefined : settings.find(isLike);
}

/**
 * A setting under a wrong name would have no effect, and if it restricts something, nobody would notice. A short
 * name without a prefix of ours may be another program's, which is no reason not to start.
 */
export function findMisspelt(values: Record<string, string | undefined>): { problems: Problem[]; warnings: string[] } {
  const isSet = (name: string) => (values[name] ?? '').trim() !== '';
  const problems: Problem[] = [];
  const warnings: string[] = [];
  // Beside a restriction that is set, another one may be what was meant: the example sets one that lets all members in.
  const missing = settings.filter((name) => !isSet(name) && !neverMeant.includes(name));
  const candidates = [...new Set([...missing, ...accessSection.names])];
  for (const name of Object.keys(values).filter((name) => isSet(name) && !isSetting(name))) {
    if (!/^[\w.-]+$/.test(name)) {
      const looksLike = disguised(name);
      if (looksLike !== undefined) problems.push(aboutDisguise(looksLike));
      continue;
    }
    if (ofSlacksCommandLine.test(name) || isServiceLink(name, values[name] ?? '')) continue;
    const meant = nearest(name, candidates);
    if (meant === undefined) {
      if (prefix.test(spelt(name))) warnings.push(`${name} is not a setting of this app, and not read.`);
      continue;
    }
    const advice = isSet(meant)
      ? `${meant} is set as well: keep one of them, as ${meant}`
      : `probably ${meant} is meant`;
    const sentence = `${name} is not a setting: ${advice}.`;
    if (isDistinct(name)) problems.push({ names: [name, meant], sentence });
    else warnings.push(sentence);
  }
  return { problems, warnings };
}

/** @param place such as " on line 3 of .env" */
export function aboutDisguise(looksLike: string, place = ''): Problem {
  const sentence = `What looks like ${looksLike}${place} is another name, with a character in it that can’t be told from the right one: type it anew.`;
  return { names: [looksLike], sentence };
}

const spelt = (name: string) => name.toUpperCase().replace(/[.-]/g, '_');

/** Other programs' variables are short and alike. */
const isDistinct = (name: string) => prefix.test(spelt(name)) || name.length > 9;

function nearest(name: string, candidates: string[]): string | undefined {
  return closestMatch(spelt(name), candidates, { maxDistance: isDistinct(name) ? 2 : 1 });
}
