/**
 * The compact card, for several links, threads and lists: three lines of at most 66 characters, two actions and
 * "More…". After the notification's words and the subject it says from whom, to whom, and what is running, what was done
 * last or what became of the email, which shows whether the event is handled. An address is shown whole or not at all.
 */
import { type RunningRun, runningOf } from '../../actions/run.ts';
import type { EmailDetails } from '../../events/email.ts';
import { fateFacts } from '../../events/email-fate.ts';
import type { EventSnapshot } from '../../services/event-snapshot.ts';
import { type Message, section } from '../blocks/message.ts';
import { joined, type Mrkdwn, md, outsideText, plain, userMention } from '../blocks/text.ts';
import { actionsBlocks, detailsButton, likeliestButtons } from './action-buttons.ts';
import { plainRunning, runLabel } from './describe-run.ts';
import { serviceName } from './display-names.ts';
import { fateWords } from './email-fate.ts';
import { quotedSubject } from './email-lines.ts';
import { lastDone } from './event-history.ts';
import { markedSummary, notificationText } from './event-summary.ts';

const lineMax = 66;
const actionsShown = 2;

export function compactCard(snapshot: EventSnapshot): Message {
  const { event, email, revision } = snapshot;
  const running = runningOf(snapshot.runs);
  const [newest] = running;
  const buttons = likeliestButtons(snapshot, actionsShown);
  const subject = email.kind === 'read' ? quotedSubject(email.details, lineMax) : '';
  const lastLine = newest === undefined ? whoAndHandled(snapshot) : runningNow(newest);
  const lines = [markedSummary(event), subject === '' ? outsideText(event.description, lineMax) : subject, lastLine];
  return {
    text: notificationText(event, plainRunning(running)),
    blocks: [
      // Cards follow one another in a thread.
      { type: 'divider' },
      ...section(joined('\n', lines)),
      ...actionsBlocks([...buttons, ...detailsButton(event, plain`More…`)], revision),
    ],
  };
}

function whoAndHandled(snapshot: EventSnapshot): Mrkdwn {
  const { event, email } = snapshot;
  const ways = email.kind === 'read' ? waysOf(email.details) : [outsideText(serviceName(event.saas ?? ''), 20)];
  const states = statesOf(snapshot);
  const wordings = states.flatMap((state) => ways.map((way) => joined(' · ', [way, state])));
  return fitting([...wordings, ...states, ...ways]);
}

/**
 * From the fullest wording to the shortest. A request that waits for an answer tells more than what people did with this
 * app, and that more than where the email is.
 */
function statesOf(snapshot: EventSnapshot): Mrkdwn[] {
  const { event, email, last } = snapshot;
  const done = lastDone(snapshot).map((words) => md`last: ${words}`);
  if (email.kind !== 'read') return done;
  if (email.details.fate.restoreRequest.kind === 'pending') return [plain`restore requested`];
  const [fate] = fateFacts(email.details, event).map(fateWords);
  if (fate === undefined) return done;
  return last === undefined ? [fate, ...done] : [...done, fate];
}

/** "ana@evil.example → bo", then without the recipient, then "evil[.]example → bo"; a name, which anybody can claim, last. */
function waysOf({ fromEmail = '', fromName = '', recipients: [to = ''] }: EmailDetails): Mrkdwn[] {
  const recipient = mailboxName(to);
  const senders = [wholeAddress(fromEmail), wholeAddress(domainPart(fromEmail)), outsideText(fromName, 30)];
  return senders
    .filter((sender) => sender !== '')
    .flatMap((sender) => (recipient === '' ? [sender] : [md`${sender} → ${recipient}`, sender]));
}

/** What stands before the @, as people say it: "ana lopes". A dot would have it defanged, like a host. */
export function mailboxName(address: string): Mrkdwn {
  const [local = ''] = address.split('@');
  return outsideText(local.replaceAll('.', ' '), 30);
}

function wholeAddress(address: string): Mrkdwn {
  return address.length > lineMax ? '' : outsideText(address, lineMax);
}

/** '' if it is no address. */
export function domainPart(address: string): string {
  const at = address.lastIndexOf('@');
  return at === -1 ? '' : address.slice(at + 1);
}

function runningNow(run: RunningRun): Mrkdwn {
  const isRunning = md`⏳ *${runLabel(run, 20)}* is running`;
  return fitting([md`${isRunning}, requested by ${userMention(run.userId)}`, isRunning]);
}

/** From the fullest wording to the shortest: the first that fits on a line. */
function fitting(wordings: readonly Mrkdwn[]): Mrkdwn {
  return wordings.find((wording) => wording.length <= lineMax) ?? '';
}
