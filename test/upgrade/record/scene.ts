/**
 * What people do in the recording, in the order of its processes: everything of which a trace stays in the database, in
 * Slack or in what is on people's screens.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { HecSimulator } from '../../../playground/hec/server.ts';
import { channels, people, type SlackSimulator } from '../../../playground/slack/server.ts';
import { eventShownBy } from '../../support/modals.ts';
import { buttonsOf, textOf } from '../../support/read.ts';
import { messageState, type RecordedSlack } from '../../support/upgrade/fixture.ts';
import { idOf, linkTo, longParameter, oddParameter } from '../../support/upgrade/setting.ts';

type Message = ReturnType<SlackSimulator['messages']>[number];

export type Screens = Pick<RecordedSlack, 'modals' | 'homes' | 'details' | 'earlier'>;

const { security, incident } = channels;
const { responder, otherResponder, member } = people;
const quarantine = { actionName: 'quarantine', actionParameter: oddParameter };
const dismiss = { actionName: 'dismiss', actionParameter: {} };
const aDay = 86_400;
const patiently = { timeoutMs: 40_000 };

export function createScene(hec: HecSimulator, slack: SlackSimulator) {
  const { world } = hec;
  const screens: Screens = { modals: [], homes: [], details: [], earlier: [] };

  function addEvent(name: string, actions: unknown[] = [quarantine, dismiss]): void {
    world.addEvent({
      eventId: idOf(name),
      description: `The event ${name}`,
      availableEventActions: actions,
      entityLink: `https://portal.checkpoint.com/dashboard/email&collaboration/events/${idOf(name)}`,
    });
  }

  /** Shows the event in a channel and resolves with its card. */
  async function show(name: string, actions?: unknown[]): Promise<Message> {
    addEvent(name, actions);
    await slack.command({ user: member, channel: security, command: '/hec-event', text: idOf(name) });
    return slack.until(() => messageAbout(name), patiently);
  }

  function messageAbout(name: string): Message | undefined {
    return slack.messages(security).find((message) => eventShownBy(message) === idOf(name));
  }

  async function press(name: string, label: string, user: string = responder): Promise<void> {
    const message = the(messageAbout(name));
    const button = the(buttonsOf(message.blocks).find(({ text }) => text.text === label));
    await slack.click({ user, message, actionId: button.action_id });
  }

  const cardSays = (name: string, words: string) =>
    slack.until(() => textOf(messageAbout(name)?.blocks ?? []).includes(words), patiently);
  const threadSays = (name: string, words: string) =>
    slack.until(
      () => slack.thread(security, the(messageAbout(name)).ts).some(({ blocks }) => textOf(blocks).includes(words)),
      patiently,
    );
  /** Also for what is known only inside of the app, such as that a message is remembered. */
  const settled = () => slack.settled({ quietMs: 1_200 });

  /** Keeps the modal as it is, once it holds the words. */
  async function keepModal(name: string, words: string, user: string = responder): Promise<void> {
    const modal = await slack.until(() => {
      const top = slack.views(user).at(-1);
      return top !== undefined && textOf(top.content.blocks).includes(words) && top;
    }, patiently);
    await settled();
    const { content } = the(slack.views(user).find(({ id }) => id === modal.id));
    screens.modals.push({ name, user, content: { ...content, type: 'modal' } });
    while (slack.views(user).length > 0) await slack.closeView({ user });
  }

  async function stillWorking(): Promise<void> {
    world.taskSeconds = aDay;
    await show('still working');
    await press('still working', 'Quarantine');
    await cardSays('still working', 'is running');
    await settled();
  }

  async function endedRuns(): Promise<void> {
    await threadSays('still working', 'finished after ten minutes');
    world.taskSeconds = 0;
    for (const name of ['done', 'unchanged', 'failed', 'not sent', 'busy']) await show(name);
    screens.earlier.push({ name: 'done', message: messageState.parse(messageAbout('done')) });
    world.quirks.set(idOf('unchanged'), { outcome: 'nothing' });
    world.quirks.set(idOf('failed'), { outcome: 'failed' });
    the(world.events.get(idOf('not sent'))).availableEventActions = [dismiss];
    for (const name of ['done', 'unchanged', 'failed']) await press(name, 'Quarantine');
    await press('not sent', 'Quarantine', otherResponder);
    await Promise.all([responder, otherResponder].map((user) => press('busy', 'Quarantine', user)));
    await threadSays('busy', 'is done');
    await threadSays('done', 'is done');
    await threadSays('unchanged', 'changed nothing');
    await threadSays('failed', 'failed');
    await slack.until(() => slack.ephemerals(security, otherResponder).length > 0, patiently);

    world.taskSeconds = aDay;
    for (const name of ['doubtful', 'doubtful again']) {
      await show(name);
      hec.faults.set({ kind: 'reset', path: '/action/', when: 'after-applying', times: 1 });
      await press(name, 'Quarantine');
      await threadSays(name, 'may have been applied');
    }
    // The card is drawn again as well, and has its buttons back.
    await cardSays('doubtful again', 'may have been applied');
    await settled();
    await press('doubtful again', 'Quarantine', otherResponder);
    await keepModal('action_doubt', 'may already have been applied', otherResponder);
    world.taskSeconds = 0;
  }

  async function refusals(): Promise<void> {
    await show('refused');
    await press('refused', 'Dismiss', member);
    await slack.until(() => slack.ephemerals(security, member).length > 0, patiently);
    const guest = people.multiChannelGuest;
    await slack.command({ user: guest, channel: security, command: '/hec-event', text: idOf('refused') });
    await slack.until(() => slack.ephemerals(security, guest).length > 0, patiently);
  }

  function addEmail(name: string): void {
    const entityId = idOf(`email of ${name}`);
    world.addEntity({
      entityInfo: { entityId },
      entityAvailableActions: [{ entityActionName: 'quarantine', entityActionParam: '' }],
    });
    addEvent(name, []);
    the(world.events.get(idOf(name))).entityId = entityId;
  }

  async function emails(): Promise<void> {
    for (const name of ['email', 'email done']) {
      addEmail(name);
      await slack.command({ user: member, channel: security, command: '/hec-event', text: idOf(name) });
      await slack.until(() => messageAbout(name), patiently);
    }
    await press('email done', 'Quarantine email');
    await threadSays('email done', 'is done');
  }

  async function cards(): Promise<void> {
    await show('pressed');
    await show('severity', [{ actionName: 'severityChange', actionParameter: { newSeverity: 'Low' } }]);
    await show('digest', [{ actionName: 'something_new', actionParameter: longParameter }]);
    await show('shared');
    await show('detailed');
    await show(
      'many',
      Array.from({ length: 30 }, (_, index) => ({ actionName: `action ${index}`, actionParameter: { index } })),
    );
  }

  async function otherPlaces(): Promise<void> {
    for (const name of ['preview', 'confirmed', 'opened', 'preview in a thread', 'mentioned', 'private'])
      addEvent(name);
    // Pressed on a card that all see, while a private one shows it as well. That one changes only once it was pressed.
    await show('private waiting');
    for (const name of ['preview', 'confirmed', 'opened']) {
      const { ts } = await slack.post({ user: member, channel: incident, text: linkTo(name) });
      await slack.until(() => slack.message(incident, ts)?.unfurls.length === 1, patiently);
    }
    const first = await slack.post({ user: member, channel: incident, text: 'An incident' });
    const under = { user: member, channel: incident, threadTs: first.ts };
    const linked = await slack.post({ ...under, text: linkTo('preview in a thread') });
    await slack.until(() => slack.message(incident, linked.ts)?.unfurls.length === 1, patiently);
    await slack.post({ ...under, text: `@hec ${idOf('mentioned')}` });
    await slack.until(
      () => slack.thread(incident, first.ts).some(({ blocks }) => textOf(blocks).includes('The event mentioned')),
      patiently,
    );
    for (const name of ['private', 'private waiting']) {
      const text = `${idOf(name)} private`;
      await slack.command({ user: responder, channel: security, command: '/hec-event', text });
      await slack.until(
        () => slack.ephemerals(security, responder).some((card) => eventShownBy(card) === idOf(name)),
        patiently,
      );
    }
    const ephemeral = the(
      slack.ephemerals(security, responder).find((card) => eventShownBy(card) === idOf('private waiting')),
    );
    await slack.click({ user: responder, ephemeral, actionId: 'event_details' });
    await slack.until(() => slack.views(responder).length > 0, patiently);
    await settled();
    await slack.closeView({ user: responder });
    await press('shared', 'Share…');
    await keepModal('share_event', 'Card');
    await press('shared', 'Share…');
    await slack.until(() => slack.views(responder)[0]?.content.callback_id === 'share_event', patiently);
    const values = { conversation: incident, shape: 'full', note: 'Please look at this <b>' };
    await slack.submitView({ user: responder, values });
    await slack.until(
      () => slack.messages(incident).some(({ blocks }) => textOf(blocks).includes('Please look at this')),
      patiently,
    );
    await settled();
    while (slack.views(responder).length > 0) await slack.closeView({ user: responder });
  }

  const privately = (user: string, words: string) =>
    slack.until(() => slack.ephemerals(security, user).some(({ blocks }) => textOf(blocks).includes(words)), patiently);

  /** From 0.5.0 on: answers with buttons of their own, and a choice that a command offers. */
  async function answers(): Promise<void> {
    addEmail('one of two');
    addEvent('other of two', []);
    the(world.events.get(idOf('other of two'))).entityId = idOf('email of one of two');
    const asks = { user: member, channel: security, command: '/hec-event' };
    await slack.command({ ...asks, text: idOf('email of one of two') });
    await slack.until(
      () => slack.messages(security).some(({ blocks }) => buttonsOf(blocks).some(isOtherEvents)),
      patiently,
    );

    addEvent('read again');
    hec.faults.set({ kind: 'status', status: 500, path: `/event/${idOf('read again')}` });
    await slack.command({ ...asks, text: idOf('read again') });
    await privately(member, idOf('read again'));
    hec.faults.clear();

    await slack.command({ ...asks, user: responder, text: `audit ${idOf('done')}` });
    await privately(responder, 'Looked up');

    await slack.command({ ...asks, user: responder, text: `${idOf('chosen')} ${idOf('not chosen')}` });
    await keepModal('show_chosen by command', 'The event chosen');
  }

  /** From 0.7.0 on: a list in a modal and one in a message, the form, and a summary that all see. */
  async function searches(): Promise<void> {
    const text = 'search last:24h "The event"';
    const asks = { user: responder, channel: security, command: '/hec-event', text };
    await slack.command(asks);
    await keepModal('search:list', '1 to 10 of');
    await slack.globalShortcut({ user: responder, callbackId: 'search_hec' });
    await keepModal('search_form', 'Words');
    await slack.command(asks);
    const list = await slack.until(() => {
      const top = slack.views(responder).at(-1);
      return top !== undefined && textOf(top.content.blocks).includes('1 to 10 of') && top;
    }, patiently);
    await settled();
    await slack.click({ user: responder, view: list, actionId: 'search:share' });
    await slack.until(() => textOf(slack.views(responder).at(-1)?.content.blocks ?? []).includes('Note'), patiently);
    await slack.submitView({ user: responder, values: { conversation: incident, note: 'What we saw' } });
    await slack.until(
      () => slack.messages(incident).some(({ blocks }) => textOf(blocks).includes('What we saw')),
      patiently,
    );
    await settled();
    while (slack.views(responder).length > 0) await slack.closeView({ user: responder });
    await slack.post({ user: responder, channel: security, text: `@hec ${text}` });
    await privately(responder, '1 to 10 of');
    await settled();
  }

  function preview(name: string) {
    const url = linkTo(name);
    const message = the(slack.messages(incident).find(({ unfurls }) => unfurls.some((each) => each.url === url)));
    return { message, at: { channel: incident, ts: message.ts, url } };
  }

  async function modals(): Promise<void> {
    await show('inputs', [{ actionName: 'sent to admin', actionParameter: { adminEmail: '' } }]);
    await press('inputs', 'Send to admin');
    await keepModal('action_inputs', 'Admin email');
    const confirmed = preview('confirmed');
    await slack.click({ user: responder, unfurl: confirmed.at, actionId: workObjectAction(confirmed.message) });
    await keepModal('action_confirm', 'Quarantine');
    await slack.entityDetails({ user: responder, ...preview('opened').at });
    await slack.until(() => slack.details(responder).length > 0, patiently);
    for (const { user, url, shown } of slack.details(responder))
      if ('entity' in shown) screens.details.push({ user, url, entity: shown.entity });

    await press('detailed', 'Details');
    await keepModal('details', 'The event detailed');
    await press('many', 'More actions…');
    await keepModal('more actions', 'The event many');
    await slack.globalShortcut({ user: responder, callbackId: 'look_up_event' });
    await keepModal('lookup_event', 'Event id or portal link');
    const chat = await slack.post({ user: member, channel: security, text: 'What was this about?' });
    await slack.messageShortcut({ user: responder, message: chat, callbackId: 'show_event' });
    await keepModal('lookup_event in a thread', 'Event id or portal link');
    for (const name of ['chosen', 'not chosen']) addEvent(name);
    const text = `See ${idOf('chosen')} and ${idOf('not chosen')}`;
    const alerts = await slack.post({ user: member, channel: security, text });
    await slack.messageShortcut({ user: responder, message: alerts, callbackId: 'show_event' });
    await keepModal('show_chosen', 'Events in this message');
    for (const user of [responder, member]) {
      addEvent(`home of ${user}`);
      const command = `${idOf(`home of ${user}`)} private`;
      await slack.command({ user, channel: security, command: '/hec-event', text: command });
      await settled();
      await slack.openHome({ user });
      const home = await slack.until(() => slack.home(user), patiently);
      screens.homes.push({ user, content: { ...home.content, type: 'home' } });
    }
  }

  /** Everything hangs: what is under way when the app is killed stays as it is. Each step takes less than a second. */
  async function interrupted(): Promise<void> {
    for (const name of ['looking', 'following', 'claimed', 'sending', 'announced', 'refreshed']) await show(name);
    await settled();
    // HEC says that it is done, and shows nothing of it: the app looks again for half a minute.
    world.quirks.set(idOf('looking'), { outcome: 'nothing' });
    await press('looking', 'Quarantine');
    await cardSays('looking', 'is running');
    hec.faults.set({ kind: 'hang', path: '/search/entity/' });
    addEmail('unread');
    await slack.command({ user: member, channel: security, command: '/hec-event', text: idOf('unread') });
    await slack.until(() => messageAbout('unread'), patiently);
    world.taskSeconds = aDay;
    await press('following', 'Quarantine');
    await cardSays('following', 'is running');
    world.taskId = 'none';
    slack.faults.add({ method: 'chat.postMessage', kind: 'hang' });
    await press('announced', 'Dismiss');
    await cardSays('announced', 'Dismissed by');
    await slack.until(() => hanging('chat.postMessage') === 1, patiently);
    for (const method of ['chat.update', 'response_url']) slack.faults.add({ method, kind: 'hang' });
    for (const name of ['refreshed', 'private waiting']) await press(name, 'Dismiss');
    await slack.until(() => hanging('chat.update') > 0 && hanging('chat.postMessage') > 1, patiently);
    await slack.until(() => hanging('response_url') > 0, patiently);
    hec.faults.set({ kind: 'hang', path: '/action/' });
    await until('/action/event', () => press('sending', 'Quarantine'));
    hec.faults.set({ kind: 'hang', path: '/event/' });
    await until('/event/', () => press('claimed', 'Quarantine'));
  }

  const hanging = (method: string) =>
    slack.calls.filter((call) => call.method === method && call.response === undefined).length;

  /** Until HEC keeps a request waiting that came of it. */
  async function until(path: string, work: () => Promise<void>): Promise<void> {
    const before = hec.requests.length;
    await work();
    const isWaiting = () =>
      hec.requests.slice(before).some((each) => each.path.includes(path) && each.status === undefined);
    while (!isWaiting()) await sleep(10);
  }

  return {
    screens,
    settled,
    stillWorking,
    endedRuns,
    refusals,
    emails,
    cards,
    otherPlaces,
    modals,
    answers,
    searches,
    interrupted,
  };
}

const isOtherEvents = ({ action_id: id }: { action_id: string }) => id === 'other_events';

function workObjectAction({ unfurls }: Message): string {
  const found = JSON.stringify(unfurls.map(({ entity }) => entity)).match(/"action_id":"(event_action:[^"]+)"/);
  return the(found?.[1]);
}

function the<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('The recording expected something that is not there.');
  return value;
}
