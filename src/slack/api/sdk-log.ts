/** Logs what Slack and its libraries say, but never a payload or an event's text, which Slack's validator repeats. */
import { LogLevel, type Logger as SlackLogger } from '@slack/bolt';
import { z } from 'zod';
import type { Logger } from '../../log.ts';

/** They log what was answered as it came, and what answers in Slack's place may repeat what it was asked. */
const withoutTokens = (said: string) => said.replace(/x(?:ox[a-z]|app)[.-][\w.-]+/gi, '…');
const mostLetters = 500;

/** Their debug level prints whole payloads, so it is dropped whatever our own level is. */
export function slackLogger(logger: Logger): SlackLogger {
  const child = logger.child({ from: 'slack-sdk' });
  const log = (level: 'debug' | 'warn' | 'error', parts: unknown[]) => {
    const said = parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
    // May contain an event's text; `slackMessages` logs what is safe.
    if (!said.includes('[json-pointer:')) child[level](withoutTokens(said).slice(0, mostLetters));
  };
  return {
    debug: () => {},
    info: (...parts) => log('debug', parts),
    warn: (...parts) => log('warn', parts),
    error: (...parts) => log('error', parts),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}

const answered = z.object({ response_metadata: z.object({ messages: z.array(z.string()) }) });
const mostMessages = 10;
const messageMax = 200;

/**
 * What Slack found wrong in a payload, and where: "must be less than 76 characters at /blocks/0/text/text". Slack may
 * quote the payload, and so an event's text; only the validator's own words are kept.
 */
export function slackMessages(answer: unknown): string[] {
  const { data } = answered.safeParse(answer);
  return (data?.response_metadata.messages ?? []).slice(0, mostMessages).map(withoutOutsideWords);
}

function withoutOutsideWords(message: string): string {
  const [, reason = '', pointer = ''] =
    /^(?:\[[A-Z]+\])?(.*?)(?:\[json-pointer:(\S*)\])?$/s.exec(message.slice(0, 2_000)) ?? [];
  const words = reason
    .trim()
    .split(/[\s:]+/)
    .map((word) => (isValidators(word) ? word : '…'));
  const path = pointer.split('/').map((part) => (/^\w{0,40}$/.test(part) ? part : '…'));
  return [words.join(' '), ...(pointer === '' ? [] : [`at ${path.join('/')}`])].join(' ').slice(0, messageMax);
}

const validatorsWords = new Set(
  `a additional all allowed an and any array at be block_id boolean characters duplicate empty enum exactly exceeded
  expected failed fewer field fields for format found greater in integer invalid is item items key length less limit match
  maximum metadata minimum missing more must no not number object of on one only or pattern property provide provided
  required schema schemas string than the to too type unknown unsupported url valid value`.split(/\s+/),
);

function isValidators(word: string): boolean {
  return validatorsWords.has(word.toLowerCase()) || /^\d{1,6}$/.test(word);
}
