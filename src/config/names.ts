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
 * A setting under a wrong name would have no effect, and if it restricts something, nobody would notice. A short
 * name without a prefix of ours may be another program's, which is no reason not to start.
 */
export function findMisspelt(values: Record<string, string | undefined>): { problems: Problem[]; warnings: string[] } {
  const isSet = (name: string) => (values[name] ?? '').trim() !== '';
  const problems: Problem[] = [];
  const warnings: string[] = [];
  const unset = settings.filter((name) => !isSet(name) && !neverMeant.includes(name));
  for (const name of Object.keys(values).filter((name) => isSet(name) && !isSetting(name))) {
    if (!/^[\w.-]+$/.test(name) || ofSlacksCommandLine.test(name) || isServiceLink(name, values[name] ?? '')) continue;
    const meant = nearest(name, unset);
    const sentence = `${name} is not a setting: probably ${meant} is meant.`;
    if (meant === undefined) {
      if (prefix.test(name)) warnings.push(`${name} is not a setting of this app, and not read.`);
    } else if (isDistinct(name)) problems.push({ names: [name, meant], sentence });
    else warnings.push(sentence);
  }
  return { problems, warnings };
}

const spelt = (name: string) => name.toUpperCase().replace(/[.-]/g, '_');

/** Other programs' variables are short and alike. */
const isDistinct = (name: string) => prefix.test(spelt(name)) || name.length > 9;

function nearest(name: string, candidates: string[]): string | undefined {
  return closestMatch(spelt(name), candidates, { maxDistance: isDistinct(name) ? 2 : 1 });
}
