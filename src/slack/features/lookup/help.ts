/** The help for `/hec-event`, and the answer to anything that is neither an id nor a link. */

import { type Message, section } from '../../blocks/message.ts';
import { code, joined, md, plain } from '../../blocks/text.ts';
import { notice } from '../../cards/notice.ts';

const exampleId = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';

export function help(): Message {
  const lines = [
    md`*Look up a security event*`,
    md`${code('/hec-event <id or portal link>', 60)} shows it in this conversation`,
    md`${code('/hec-event <id or portal link> private', 60)} shows it only to you`,
    md`${code('@HEC <id or portal link>', 60)} shows it in a thread, where commands don’t work`,
    md`*Show HEC event* in a message’s menu shows the event that the message is about, in its thread`,
    md`${code('/hec-event audit <id>', 60)} shows responders who did what`,
    md`${code('/hec-event help', 60)} shows this help`,
    md`An id is 32 characters long: digits and the letters a to f, like ${code(exampleId, 60)}`,
  ];
  return { text: plain`How to look up a security event with /hec-event`, blocks: section(joined('\n', lines)) };
}

export function unreadableReference(): Message {
  return notice({
    sentence: md`That’s neither an event id nor a portal link. An id is 32 characters long: digits and the letters a to f, like this:`,
    examples: [`/hec-event ${exampleId}`],
  });
}

/** The app reads only the mention, never the conversation around it. */
export function mentionHelp(): Message {
  return notice({
    sentence: md`Mention me with an event id or a portal link, and I’ll show the event in this thread. I read only the message that mentions me. For any other message, choose “Show HEC event” in its menu.`,
    examples: [`@HEC ${exampleId}`],
  });
}

/** To somebody who writes to the app itself. */
export function directMessageHelp(): Message {
  return notice({
    sentence: md`Send me an event id or a portal link, and I’ll show you the event here. Only you can see this conversation.`,
    examples: [exampleId],
  });
}

export function moreMeant(count: number): Message {
  const more = count === 1 ? plain`One more event wasn’t` : plain`${count} more events weren’t`;
  return notice({ sentence: md`${more} shown: I show at most five per message.` });
}
