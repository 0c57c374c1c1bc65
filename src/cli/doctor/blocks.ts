/** Does Slack take what the app shows? Its validator is asked about a made-up event, and nothing is posted. */
import { WebAPIPlatformError, WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { AccessPolicy } from '../../access/policy.ts';
import { eventCard } from '../../slack/cards/event-card.ts';
import { detailsView } from '../../slack/features/details/details-modal.ts';
import { homeView } from '../../slack/features/home/home-view.ts';
import { help } from '../../slack/features/lookup/help.ts';
import { type Finding, notExamined, note, ok } from './finding.ts';
import { printable } from './printable.ts';
import { sampleEmail, sampleSnapshot } from './sample-event.ts';
import { refusalCode, type SlackVisit } from './slack-visit.ts';

const what = 'Messages and forms';
const mostErrors = 5;

interface Sample {
  /** As people call it. */
  name: string;
  /** What the validator takes. */
  shown: { message: { blocks: object[] } } | { view: object };
}

function samples(access: AccessPolicy): [Sample, ...Sample[]] {
  const { event, readAt } = sampleSnapshot;
  const home = homeView({
    kind: 'viewer',
    maySearch: { allowed: true },
    mayAct: { allowed: true },
    configuration: { ...access, tenantLabel: 'example', store: 'Postgres', workObjects: false, auditRetentionDays: 90 },
    recent: [{ eventId: event.id, at: new Date(readAt) }],
    running: [],
    mine: [],
    events: new Map([[event.id, { event, email: sampleEmail }]]),
  });
  const details = detailsView({ ...sampleSnapshot, reading: { kind: 'read', details: sampleEmail }, metadata: '' });
  return [
    { name: 'an event’s card', shown: { message: { blocks: eventCard(sampleSnapshot).blocks } } },
    { name: 'the help', shown: { message: { blocks: help().blocks } } },
    { name: 'the Home', shown: { view: home } },
    { name: 'an event’s details', shown: { view: details } },
  ];
}

/** `unasked`: the method is not for this app, or Slack does not answer now. */
type Verdict = { kind: 'fits' } | { kind: 'errors'; details: string[] } | { kind: 'unasked'; because: string };

export async function examineBlocks(access: AccessPolicy, botToken: string, visit: SlackVisit): Promise<Finding> {
  const signIn = await visit.signedIn;
  if (signIn.kind === 'failed') return notExamined(what, signIn.because);
  const client = new WebClient(botToken, visit.clientOptions);
  const [first, ...others] = samples(access);
  const verdict = await validate(client, first);
  // Likely for all of them: three more requests would say the same.
  if (verdict.kind === 'unasked') return notExamined(what, verdict.because);
  const verdicts = [verdict, ...(await Promise.all(others.map((sample) => validate(client, sample))))];
  const details = verdicts.flatMap((each) => (each.kind === 'errors' ? each.details : []));
  const names = [first, ...others].map(({ name }) => name).join(', ');
  if (details.length === 0) return ok(what, `Slack takes them: ${names}.`);
  const fix = 'Update the app. If it is the newest version, please report this: people may see a shorter form instead.';
  return note(what, 'Slack finds fault with', { details: details.slice(0, mostErrors), fix });
}

async function validate(client: WebClient, { name, shown }: Sample): Promise<Verdict> {
  try {
    return errorsIn(name, await client.apiCall('blocks.validate', { ...shown })) ?? { kind: 'fits' };
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError))
      return { kind: 'unasked', because: 'Slack’s validator did not answer' };
    const because = `Slack’s validator does not serve this app (${refusalCode(error)})`;
    return errorsIn(name, error.data) ?? { kind: 'unasked', because };
  }
}

const answer = z.object({
  errors: z.array(z.object({ message: z.string().catch('no reason given'), pointer: z.string().catch('') })).catch([]),
  error: z.string().catch(''),
  response_metadata: z.object({ messages: z.array(z.string()).catch([]) }).catch({ messages: [] }),
});

/** Undefined if the answer has none. */
function errorsIn(name: string, answered: unknown): Verdict | undefined {
  const { data } = answer.safeParse(answered);
  const found = (data?.errors ?? []).map(({ message, pointer }) => {
    const at = pointer === '' ? '' : ` at ${printable(pointer, 80)}`;
    return `${name}: ${printable(message, 120)}${at}`;
  });
  // As other methods tell what is wrong with blocks.
  const messages = data?.error === 'invalid_blocks' ? data.response_metadata.messages : [];
  const told = messages.filter((message) => message.startsWith('[ERROR]'));
  const details = found.length > 0 ? found : told.map((message) => `${name}: ${printable(message, 200)}`);
  return details.length === 0 ? undefined : { kind: 'errors', details };
}
