/**
 * What the environment makes: one `Config`, or a sentence for each mistake.
 *
 * All problems are reported at once, each with the variable's name and how to fix it. A message never repeats a value,
 * because most are secrets or stand next to one.
 */
import { type AccessConfig, accessSection } from './access.ts';
import type { Environment } from './env-file.ts';
import { findMalformed } from './form.ts';
import { type HecConfig, hecSection } from './hec.ts';
import { findMisspelt } from './names.ts';
import { type OperationConfig, operationSection, operationWarnings } from './operation.ts';
import { type ProxyConfig, proxySection } from './proxies.ts';
import type { Given, Problem, Section } from './section.ts';
import { type SlackConfig, slackSection } from './slack.ts';
import { type StoreConfig, storeSection } from './store.ts';

export interface Config extends OperationConfig, AccessConfig, ProxyConfig {
  slack: SlackConfig;
  hec: HecConfig;
  store: StoreConfig;
}

/** The whole configuration, or what is wrong, and of the sections what can be used nevertheless. */
export type ConfigReading =
  | { kind: 'complete'; config: Config; warnings: string[] }
  | { kind: 'faulty'; problems: string[]; usable: Usable; warnings: string[] };

/** A section is missing if anything in it is wrong, so that no default stands in for what was meant. */
export interface Usable {
  slack: SlackConfig | undefined;
  hec: HecConfig | undefined;
  access: AccessConfig | undefined;
  store: StoreConfig | undefined;
  operation: OperationConfig | undefined;
  /** Missing: nothing outside can be asked in the way that was meant. */
  proxy: ProxyConfig | undefined;
}

/** `problems` has one sentence per mistake, in the order of the documentation. The message has the warnings, too. */
export class ConfigError extends Error {
  readonly problems: string[];

  constructor(problems: string[], warnings: string[]) {
    const title = `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:`;
    super([title, ...listed(problems), ...(warnings.length > 0 ? ['Besides:', ...listed(warnings)] : [])].join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const listed = (sentences: string[]) => sentences.map((sentence) => `  - ${sentence}`);

/** For tests, which have no `.env`. @throws ConfigError with every problem at once */
export function loadConfig(values: Record<string, string | undefined>): Config {
  return completeConfig(readConfig({ values, problems: [], warnings: [] }));
}

/** @throws ConfigError with every problem at once */
export function completeConfig(reading: ConfigReading): Config {
  if (reading.kind === 'faulty') throw new ConfigError(reading.problems, reading.warnings);
  return reading.config;
}

/** Takes what `readEnvironment` gives. */
export function readConfig({ values, ...reported }: Environment): ConfigReading {
  const given = givenIn(values);
  const misspelt = findMisspelt(values);
  const warnings = [...reported.warnings, ...misspelt.warnings, ...operationWarnings(given)];
  const found = [...reported.problems, ...misspelt.problems, ...findMalformed(given)];
  const problems = [...found];
  const read = <Product>(section: Section<Product>) => readSection(section, given, found, problems);
  const usable: Usable = {
    slack: read(slackSection),
    hec: read(hecSection),
    access: read(accessSection),
    store: read(storeSection),
    operation: read(operationSection),
    proxy: read(proxySection),
  };
  const { slack, hec, access, store, operation, proxy } = usable;
  const isComplete = slack && hec && access && store && operation && proxy;
  if (!isComplete || problems.length > 0) {
    return { kind: 'faulty', problems: problems.map(({ sentence }) => sentence), usable, warnings };
  }
  return { kind: 'complete', config: { slack, hec, store, ...access, ...operation, ...proxy }, warnings };
}

/**
 * A blank variable counts as unset. Of a list only an empty one does: blanks alone are more likely what is left of a
 * restriction than a wish to have none.
 */
function givenIn(values: Record<string, string | undefined>): Given {
  const given: Given = {};
  for (const [name, value = ''] of Object.entries(values)) {
    const isSet = accessSection.names.includes(name) ? value !== '' : value.trim() !== '';
    if (isSet) given[name] = value.trim();
  }
  return given;
}

/** What was told of a variable already is not told again in other words, such as that it is missing. */
function readSection<Product>(
  section: Section<Product>,
  given: Given,
  found: Problem[],
  problems: Problem[],
): Product | undefined {
  const told = new Set(found.flatMap(({ names }) => names));
  const reading = section.read(given);
  problems.push(...reading.problems.filter(({ names }) => !names.some((name) => told.has(name))));
  return section.names.some((name) => told.has(name)) ? undefined : reading.value;
}
