/**
 * What HEC says of an event, as parts that the card and the modal with its details share.
 */
import type { SectionBlock } from '@slack/types';
import { readableName } from '../../events/readable-name.ts';
import type { SecurityEvent } from '../../events/security-event.ts';
import { listSections } from '../blocks/long-sections.ts';
import { joined } from '../blocks/message.ts';
import { code, dateTime, outsideText } from '../blocks/text.ts';
import { entityNoun, kindName, serviceName } from './display-names.ts';
import { readablePairs } from './key-value-pairs.ts';

/**
 * The longer description as HEC wrote it; '' where it is the same words again: HEC's two texts often differ in emoji and
 * spaces only.
 */
export function furtherDetails({ description, details }: SecurityEvent): string {
  return wordsOnly(description).includes(wordsOnly(details)) ? '' : details;
}

function wordsOnly(text: string): string {
  return text
    .slice(0, 5_000)
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}

/** As mrkdwn, less than 1,000 characters. */
export function facts(event: SecurityEvent): string {
  const noun = entityNoun(event.saas);
  const entityLabel = `${noun.charAt(0).toUpperCase()}${noun.slice(1)} id`;
  return joined('\n', [
    fact('Sender', outsideText(event.sender ?? '', 200)),
    fact('Service', outsideText(serviceName(event.saas ?? ''), 60)),
    fact('Confidence', outsideText(kindName(event.confidence ?? ''), 60)),
    fact('Created', event.createdAt === undefined ? '' : dateTime(event.createdAt)),
    fact('Customer', outsideText(event.customer ?? '', 100)),
    fact('Event id', code(event.id, 80)),
    fact(entityLabel, code(event.entityId ?? '', 120)),
  ]);
}

/** A line of facts; '' where there is nothing to show. */
export function fact(name: string, shown: string): string {
  return shown === '' ? '' : `*${name}:* ${shown}`;
}

export interface AdditionalBound {
  pairs: number;
  /** In characters, of the value of a pair. */
  value: number;
  /** In characters, where HEC gives a text without pairs. */
  text: number;
  sections: number;
}

/** What HEC adds, as far as people can read it. */
export function additionalData({ additional }: SecurityEvent, bound: AdditionalBound): SectionBlock[] {
  const pairs = readablePairs(additional, bound.pairs);
  const line = ({ key, value }: { key: string; value: string }) => {
    const shown = outsideText(value, key === '' ? bound.text : bound.value);
    return shown === '' ? '' : joined(': ', [outsideText(readableName(key), 40), shown]);
  };
  return listSections('More from HEC', pairs, line, bound);
}
