/** What HEC says about an event, in parts that the card and the details modal share. */
import { readableName } from '../../events/readable-name.ts';
import type { SecurityEvent } from '../../events/security-event.ts';
import { subjectKind } from '../../events/subject-kind.ts';
import type { SectionBlock } from '../blocks/block-kit.ts';
import { listSections } from '../blocks/long-sections.ts';
import { code, dateTime, joined, type Mrkdwn, md, nameCode, outsideText, plain } from '../blocks/text.ts';
import { kindName, serviceName } from './display-names.ts';
import { readablePairs } from './key-value-pairs.ts';

/** The longer description; '' if it repeats the first: HEC's two texts often differ only in emoji and spaces. */
export function furtherDetails({ description, details }: SecurityEvent): string {
  return wordsOnly(description).includes(wordsOnly(details)) ? '' : details;
}

/** HEC's sentence, with a file's name as it is called unless it is part of something longer. At most 1,200 characters. */
export function descriptionText(event: SecurityEvent): Mrkdwn {
  const { description, entityName = '' } = event;
  const start = subjectKind(event) === 'file' && entityName !== '' ? description.indexOf(entityName) : -1;
  const before = description.slice(0, Math.max(start, 0));
  const after = description.slice(before.length + entityName.length);
  const name = nameCode(entityName, 200);
  const isWord = /(?:^|[\s'"“‘(])$/.test(before) && /^(?:$|[\s'"”’),;])/.test(after);
  if (start === -1 || name === '' || !isWord || description.length > 1_000) return outsideText(description, 1_200);
  const left = /\s$/.test(before) ? plain` ` : '';
  const right = /^\s/.test(after) ? plain` ` : '';
  return md`${outsideText(before, 499)}${left}${name}${right}${outsideText(after, 499)}`;
}

function wordsOnly(text: string): string {
  return text
    .slice(0, 5_000)
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}

/** Less than 1,000 characters. */
export function facts(event: SecurityEvent): Mrkdwn {
  return joined('\n', [
    fact(plain`Sender`, outsideText(event.sender ?? '', 200)),
    fact(plain`Service`, outsideText(serviceName(event.saas ?? ''), 60)),
    fact(plain`Confidence`, outsideText(kindName(event.confidence ?? ''), 60)),
    fact(plain`Created`, event.createdAt === undefined ? '' : dateTime(event.createdAt)),
    attachmentHash(event),
    fact(plain`Customer`, outsideText(event.customer ?? '', 100)),
    fact(plain`Event id`, code(event.id, 80)),
    entityFact(event),
  ]);
}

function attachmentHash({ attachmentMd5 = '' }: SecurityEvent): Mrkdwn {
  return fact(plain`Attachment’s MD5`, code(attachmentMd5, 80));
}

/** Says what the event is about: "Sign-in id", "Person id". */
function entityFact(event: SecurityEvent): Mrkdwn {
  const noun = subjectKind(event);
  return fact(outsideText(`${noun.charAt(0).toUpperCase()}${noun.slice(1)} id`, 20), code(event.entityId ?? '', 120));
}

/** What a card has room for. An event about no email says what it is about. */
export function briefFacts(event: SecurityEvent): Mrkdwn {
  return joined('\n', [
    fact(plain`Sender`, outsideText(event.sender ?? '', 200)),
    fact(plain`Confidence`, outsideText(kindName(event.confidence ?? ''), 60)),
    fact(plain`Created`, event.createdAt === undefined ? '' : dateTime(event.createdAt)),
    attachmentHash(event),
  ]);
}

/** '' if there is nothing to show. */
export function fact(name: Mrkdwn, shown: Mrkdwn): Mrkdwn {
  return shown === '' ? '' : md`*${name}:* ${shown}`;
}

export interface AdditionalBound {
  pairs: number;
  /** Characters per value. */
  value: number;
  /** Characters, if HEC gives a text without pairs. */
  text: number;
  sections: number;
}

/** What else HEC sends, as far as people can read it. */
export function additionalData({ additional }: SecurityEvent, bound: AdditionalBound): SectionBlock[] {
  const pairs = readablePairs(additional, bound.pairs);
  const line = ({ key, value }: { key: string; value: string }) => {
    const shown = outsideText(value, key === '' ? bound.text : bound.value);
    return shown === '' ? '' : joined(': ', [outsideText(readableName(key), 40), shown]);
  };
  return listSections(plain`More from HEC`, pairs, line, bound);
}
