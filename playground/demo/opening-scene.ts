/**
 * What the workspace holds at first: a few messages, to have threads to answer in, and an alert from another app that
 * names an event.
 */
import { simulatedEvents } from '../hec/server.ts';
import { channels, people, type SlackSimulator } from '../slack/server.ts';

export async function playOpeningScene(slack: SlackSimulator): Promise<void> {
  const { security, incident, sharedPartner, directMessage } = channels;
  alert(slack, security);
  await slack.post({
    user: people.member,
    channel: security,
    text: 'Two people in Finance forwarded me a strange invoice this morning. Has anybody looked at it yet?',
  });
  await slack.post({ user: people.onCallResponder, channel: security, text: 'On it. I have the event id from HEC.' });
  const incident42 = await slack.post({
    user: people.otherResponder,
    channel: incident,
    text: 'Incident 42: someone in Accounting clicked on a link in that invoice. Working in this thread.',
  });
  await slack.post({
    user: people.responder,
    channel: incident,
    threadTs: incident42.ts,
    text: 'Password is reset, sessions are revoked. Next: what else came from this sender.',
  });
  await slack.post({ user: people.stranger, channel: sharedPartner, text: 'Hi all, Petra from Partner here.' });
  await slack.post({
    user: people.member,
    channel: directMessage,
    text: 'Can you have a look at something for me?',
  });
}

/** SIEMs put the id into an attachment. */
function alert(slack: SlackSimulator, channel: string): void {
  const id = simulatedEvents.find(({ title }) => title.startsWith('Someone has clicked'))?.id ?? '';
  const text = { type: 'mrkdwn', text: `A click on a malicious URL was blocked.\nHEC event \`${id}\`` };
  slack.postByOtherApp({
    user: people.bot,
    channel,
    text: 'New alert from the SIEM',
    attachments: [{ color: '#d9862c', blocks: [{ type: 'section', text }] }],
  });
}
