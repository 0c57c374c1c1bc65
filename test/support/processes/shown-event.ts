/** One event that is shown in every kind of place: a card, a preview under a link, and a card that one person sees. */
import { channels, people } from '../../../playground/slack/server.ts';
import { buttonsOf, textOf } from '../read.ts';
import { type Scene, the } from './scene.ts';

/** The app's own limits are what takes time: 15 s until a run without a process is settled, and the work after that. */
export const patiently = { timeoutMs: 60_000 };

export type ShownEvent = Awaited<ReturnType<typeof showEverywhere>>;

export async function showEverywhere({ hec, slack }: Pick<Scene, 'hec' | 'slack'>) {
  const { eventId } = hec.world.addEvent({
    availableEventActions: [
      { actionName: 'quarantine', actionParameter: {} },
      { actionName: 'dismiss', actionParameter: {} },
    ],
  });
  const command = { command: '/hec-event', user: people.member, channel: channels.security };
  await slack.command({ ...command, text: eventId });
  const card = await slack.until(
    () => slack.messages(channels.security).find(({ blocks }) => JSON.stringify(blocks).includes(eventId)),
    patiently,
  );
  const linked = await slack.post({
    user: people.member,
    channel: channels.incident,
    text: `https://acme.avanan.net/#/events/${eventId}`,
  });
  await slack.until(() => slack.message(channels.incident, linked.ts)?.unfurls.length === 1, patiently);
  await slack.command({ ...command, user: people.otherMember, text: `${eventId} private` });
  const privateCard = () =>
    slack
      .ephemerals(channels.security, people.otherMember)
      .find(({ blocks }) => JSON.stringify(blocks).includes(eventId));
  const ephemeral = await slack.until(privateCard, patiently);
  // Such a card changes only once something in it was pressed.
  await slack.click({ user: people.otherMember, ephemeral, actionId: 'event_details' });
  await slack.until(() => slack.views(people.otherMember).length > 0, patiently);
  // Long enough for the app to remember the place that it showed last, which nothing shows.
  await slack.settled({ quietMs: 1_000 });

  const blocksOf = {
    card: () => the(slack.message(channels.security, card.ts)).blocks,
    preview: () => the(slack.message(channels.incident, linked.ts)?.unfurls[0]).blocks,
    private: () => the(privateCard()).blocks,
  };
  const places = Object.values(blocksOf);
  const offers = (blocks: readonly unknown[]) =>
    buttonsOf(blocks).some(({ action_id: id }) => id.startsWith('event_action'));

  return {
    eventId,
    /** Resolves with the acknowledgement. */
    press(label: string, user: string = people.responder) {
      const button = the(buttonsOf(blocksOf.card()).find(({ text }) => text.text === label));
      return slack.click({ user, message: card, actionId: button.action_id });
    },
    /** Resolves once every place says this, with nothing to press. */
    running: () =>
      slack.until(
        () => places.every((blocks) => textOf(blocks()).includes('is running') && !offers(blocks())),
        patiently,
      ),
    /** Resolves once every place says how it ended, and can be used again. */
    ended: (words: string) =>
      slack.until(
        () =>
          places.every((blocks) => {
            const text = textOf(blocks());
            return text.includes(words) && !text.includes('is running') && offers(blocks());
          }),
        patiently,
      ),
    /** Resolves with what the app said in the card's thread, once it said anything. */
    async outcome() {
      const replies = () => slack.thread(channels.security, card.ts).slice(1);
      await slack.until(() => replies().length > 0, patiently);
      return replies().map(({ blocks }) => textOf(blocks));
    },
    /** Every `POST /action/event` for this event that reached HEC, carried out or not. */
    sent: () =>
      hec.requests.filter(({ path, body }) => path.endsWith('/action/event') && JSON.stringify(body).includes(eventId)),
    /** Every one that HEC took on. */
    tasks: () => [...hec.world.tasks.values()].filter(({ targets }) => targets.includes(eventId)),
    /** The actions in the record, newest first: "*Dismiss* is done". */
    async record(): Promise<string[]> {
      const known = slack.ephemerals(channels.security, people.responder).length;
      await slack.command({ ...command, user: people.responder, text: `audit ${eventId}` });
      const answer = await slack.until(
        () => slack.ephemerals(channels.security, people.responder).slice(known).at(-1),
        patiently,
      );
      return textOf(answer.blocks)
        .split('\n')
        .flatMap((line) => /\*\w+\* [^·]*[^ ·]/.exec(line)?.[0] ?? []);
    },
  };
}
