/**
 * The help for `/hec-event`, and the answer to what is neither an id nor a link.
 */

import { type Message, section } from '../../blocks/message.ts';
import { code } from '../../blocks/text.ts';
import { notice } from '../../cards/notice.ts';

const exampleId = 'ebb3e4bc8a9b14d7a529bb54ea6991b6';

export function help(): Message {
  const lines = [
    '*Look up a security event*',
    `${code('/hec-event <id or portal link>', 60)} shows it in this conversation`,
    `${code('/hec-event <id or portal link> private', 60)} shows it to you alone`,
    `${code('@HEC <id or portal link>', 60)} shows it in a thread, where commands do not work`,
    '*Show HEC event* in the menu of a message shows what that message means, in its thread',
    `${code('/hec-event audit <id>', 60)} shows responders who did what`,
    `${code('/hec-event help', 60)} shows this help`,
    `An id is 32 characters long, digits and the letters a to f: ${code(exampleId, 60)}`,
  ];
  return { text: 'How to look up a security event with /hec-event', blocks: section(lines.join('\n')) };
}

export function unreadableReference(): Message {
  return notice({
    sentence:
      'That is neither an event id nor a link into the portal. An id is 32 characters long, digits and the letters a to f:',
    examples: [`/hec-event ${exampleId}`],
  });
}

/** The answer to a mention that names no event. The app reads the mention alone, never the conversation around it. */
export function mentionHelp(): Message {
  return notice({
    sentence:
      'Mention me with an event id or a portal link, and I show the event in this thread. I read only the message that mentions me. For another message, choose “Show HEC event” in its menu.',
    examples: [`@HEC ${exampleId}`],
  });
}

export function moreMeant(count: number): Message {
  const more = count === 1 ? 'One more event was' : `${count} more events were`;
  return notice({ sentence: `${more} not shown: mention me with five at the most.` });
}
