/** The help for `/hec-event`, and the answer to anything that is neither an id nor a link. */

import { type Message, section } from '../../blocks/message.ts';
import { code, joined, type Mrkdwn, md, plain, type Words } from '../../blocks/text.ts';
import { notice } from '../../cards/notice.ts';

const exampleMessageId = '<20261105.88412@parcel-point.example>';
const exampleSearch = 'from:parcel-point.example last:24h';
const exampleId = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';

/** Everything that people can do, each with an example that works as it stands, or with the name to look for in Slack. */
export function help(): Message {
  const groups = [lookingUp(), searching(), withoutCommands(), onCards(), more()];
  return {
    text: plain`How to look up and search security events with /hec-event, and what to do with them`,
    blocks: groups.flatMap((lines) => section(joined('\n', lines))),
  };
}

function lookingUp(): Mrkdwn[] {
  return [
    md`*Look up an event* by its id or portal link, or by its email’s Message-ID`,
    md`• Show it to everyone here: ${typed(`/hec-event ${exampleId}`)}`,
    md`• Show it only to you: ${typed(`/hec-event ${exampleId} private`)}`,
    md`• Show what an email led to: ${typed(`/hec-event ${exampleMessageId}`)}`,
    md`• An id is 32 characters long: digits and the letters a to f.`,
  ];
}

function searching(): Mrkdwn[] {
  return [
    md`*Search* without an id, if you’re a searcher: only you see the list`,
    md`• How bad, what and when: ${typed('/hec-event search severity:high+ type:phishing last:24h')}`,
    md`• From whom, and with which words: ${typed('/hec-event search from:parcel-point.example "delivery note"')}`,
    md`• One or the other, and what to leave out: ${typed('/hec-event search type:malware,phishing -state:dismissed since:yesterday')}`,
    md`• Filters for events or emails: from:, saas:, severity:, type:, state:, confidence:`,
    md`• Filters that list emails: in:emails, to:, subject:, url:, hash:, message-id:, ip:`,
    md`• Tell others how many there are, and the worst: *Share a summary* below the list`,
    md`• When: last:, since:, until:`,
  ];
}

function withoutCommands(): Mrkdwn[] {
  return [
    md`*Without a command*, for example in a thread`,
    md`• Mention me, and I answer in the thread: ${typed(`@HEC ${exampleId}`)}`,
    md`• Write to me in a direct message: ${typed(exampleId)}`,
    md`• Show what a message is about, in its thread: *Show HEC event* in the message’s menu`,
    md`• Look an event up from anywhere: *Look up HEC event* among the shortcuts`,
    md`• Search from anywhere: *Search HEC* among the shortcuts; in a thread: ${typed('@HEC search type:phishing')}`,
    md`• Get a preview under your message: paste a portal link`,
  ];
}

function onCards(): Mrkdwn[] {
  return [
    md`*On an event’s card*`,
    md`• Act on the event, if you’re a responder: a button such as *Quarantine*`,
    md`• See everything about it and its email: *Details*, or *More…* on a short card`,
    md`• Show it elsewhere, with a note: *Share…*`,
    md`• Go to Check Point’s portal: *Open in portal*`,
  ];
}

function more(): Mrkdwn[] {
  return [
    md`*More*`,
    md`• See who did what, if you’re a responder: ${typed(`/hec-event audit ${exampleId}`)}`,
    md`• See what you may do and did last: this app’s *Home*`,
    md`• Read this again: ${typed('/hec-event help')}`,
  ];
}

function typed(example: string): Mrkdwn {
  return code(example, 100);
}

export function unreadableReference(why: 'no_id' | 'several_to_audit'): Message {
  if (why === 'several_to_audit') {
    return notice({ sentence: md`Those are several events. Ask for the audit trail of one at a time.` });
  }
  return notice({
    sentence: md`That’s neither an event id nor a portal link, nor the Message-ID of an email. An id is 32 characters long: digits and the letters a to f. Look up an event by its id, or search without one, like this:`,
    examples: [`/hec-event ${exampleId}`, `/hec-event search ${exampleSearch}`],
  });
}

/** About a message, in the form that asks for its event. */
export function nothingFound(unreadFiles: number): Mrkdwn {
  return joined(' ', [
    plain`This message names no event: I found neither an id nor a portal link, nor the Message-ID of an email.`,
    notRead(unreadFiles),
  ]);
}

function notRead(files: number): Words {
  if (files === 0) return '';
  return files === 1 ? plain`I can’t read the file.` : plain`I can’t read ${files} of the files.`;
}

/** The app reads only the mention, never the conversation around it. */
export function mentionHelp(unreadFiles: number): Message {
  return notice({
    sentence: joined(' ', [
      md`Mention me with an event id or a portal link, or with an email’s Message-ID, and I’ll show the event in this thread. I read only the message that mentions me. For any other message, choose “Show HEC event” in its menu. To search, begin with the word search.`,
      notRead(unreadFiles),
    ]),
    examples: [`@HEC ${exampleId}`, `@HEC search ${exampleSearch}`],
  });
}

/** To somebody who writes to the app itself. */
export function directMessageHelp(unreadFiles: number): Message {
  return notice({
    sentence: joined(' ', [
      md`Send me an event id or a portal link, or an email’s Message-ID, and I’ll show you the event here. To search, begin with the word search. Only you can see this conversation.`,
      notRead(unreadFiles),
    ]),
    examples: [exampleId, `search ${exampleSearch}`],
  });
}

export function moreMeant(count: number): Message {
  const more = count === 1 ? plain`One more event wasn’t` : plain`${count} more events weren’t`;
  return notice({ sentence: md`${more} shown: I show at most five per message.` });
}
