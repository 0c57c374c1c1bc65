import { expect, test } from 'vitest';
import { app, people, type SlackSimulator } from '../../playground/slack/server.ts';
import { type Scene, startScene, the } from '../support/processes/scene.ts';
import { patiently } from '../support/processes/shown-event.ts';
import { buttonsOf, textOf } from '../support/read.ts';

const responders = Array.from({ length: 20 }, (_, index) => `U0CLICKER${index.toString(36).toUpperCase()}`);
/** Several, because the app edits once a second in each. */
const rooms = Array.from({ length: 5 }, (_, index) => `C0WARROOM${index}`);

test.for([
  ['one process with the embedded database', 'http'],
  ['two processes on one Postgres', 'socket'],
] as const)(
  '200 clicks by 20 people on 10 events give one HEC action per event with %s over %s',
  async ([deployment, transport], context) => {
    const scene = await startScene(deployment, context, { responders, transport });
    const { slack, hec } = scene;
    // Longer than it takes to handle all clicks, so that every late one finds the run still going on.
    hec.world.taskSeconds = 10;
    fillRooms(slack);
    const events = await Promise.all(Array.from({ length: 10 }, (_, index) => showTwice(scene, index)));

    const clicks = responders.flatMap((user, number) =>
      events.map(({ press }) => press(user, number % 2 === 0 ? 'Quarantine' : 'Dismiss', number % 4 < 2)),
    );
    await Promise.all(clicks);
    const winners = await Promise.all(events.map(({ winner }) => winner()));
    await slack.settled();

    const targets = [...hec.world.tasks.values()].flatMap(({ targets }) => targets);
    expect(targets.toSorted()).toEqual(events.map(({ eventId }) => eventId).toSorted());
    const sent = hec.requests.filter(({ path }) => path.endsWith('/action/event'));
    expect(sent.map(({ status }) => status)).toEqual(targets.map(() => 200));
    for (const user of responders) {
      const told = rooms.flatMap((room) => slack.ephemerals(room, user)).map(({ blocks }) => textOf(blocks));
      expect(told).toHaveLength(10 - winners.filter((winner) => winner === user).length);
      for (const text of told) expect(text).toMatch(/^Already being done by <@U0CLICKER\w>/);
    }
  },
);

function fillRooms({ workspace }: SlackSimulator): void {
  for (const id of responders) {
    workspace.addPerson({ id, name: id.toLowerCase(), realName: id, kind: 'member', deactivated: false });
  }
  for (const id of rooms) {
    const members = [...responders, people.member, app.botUserId];
    workspace.addConversation({
      id,
      name: id.toLowerCase(),
      kind: 'public',
      members,
      archived: false,
      sharing: 'internal',
    });
  }
}

/** As a card in one room and as a preview in the next. */
async function showTwice({ hec, slack }: Scene, index: number) {
  const { eventId } = hec.world.addEvent({
    availableEventActions: [
      { actionName: 'quarantine', actionParameter: {} },
      { actionName: 'dismiss', actionParameter: {} },
    ],
  });
  const [room, nextRoom] = [the(rooms[index % rooms.length]), the(rooms[(index + 1) % rooms.length])];
  const url = `https://acme.avanan.net/#/events/${eventId}`;
  await slack.command({ user: people.member, channel: room, command: '/hec-event', text: eventId });
  const isCard = ({ user, blocks }: { user: string; blocks: readonly unknown[] }) =>
    user === app.botUserId && JSON.stringify(blocks).includes(eventId);
  const card = await slack.until(() => slack.messages(room).find(isCard), patiently);
  const { ts } = await slack.post({ user: people.member, channel: nextRoom, text: url });
  const cardBlocks = () => the(slack.message(room, card.ts)).blocks;
  const previewBlocks = () => slack.message(nextRoom, ts)?.unfurls[0]?.blocks ?? [];
  await slack.until(() => previewBlocks().length > 0, patiently);

  /** Who did what, once it is done: the same in both places. */
  const done = (blocks: readonly unknown[]) => /(?:Quarantined|Dismissed) by <@(U0CLICKER\w)>/.exec(textOf(blocks));
  return {
    eventId,
    press(user: string, label: string, onCard: boolean) {
      const button = the(buttonsOf(onCard ? cardBlocks() : previewBlocks()).find(({ text }) => text.text === label));
      const target = onCard ? { message: card } : { unfurl: { channel: nextRoom, ts, url } };
      return slack.click({ user, actionId: button.action_id, ...target });
    },
    async winner(): Promise<string> {
      const [, who] = await slack.until(
        () => {
          const [onCard, onPreview] = [done(cardBlocks()), done(previewBlocks())];
          return onCard?.[0] === onPreview?.[0] && onCard;
        },
        { timeoutMs: 60_000 },
      );
      return the(who);
    },
  };
}
