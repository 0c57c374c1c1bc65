/** Whole jobs: somebody sends a command and waits until Slack has the card. */
import { Agent } from 'undici';
import { eventIdOf } from './hec.ts';
import type { Lab } from './lab.ts';
import { type Acknowledged, send } from './load.ts';
import type { Program } from './programs.ts';
import { channelOf, command, userOf } from './requests.ts';
import type { Posted } from './slack.ts';
import type { World } from './world.ts';

const patienceMs = 30_000;

export interface Job {
  /** `told`: a private sentence came instead of a card. `nothing`: no answer, or not a 200. */
  end: 'card' | 'told' | 'nothing';
  /** From the command until Slack had the card. */
  ms: number;
  /** The part of it that HEC worked on this event. */
  hecMs: number;
  acknowledged: Acknowledged;
  posted: Posted | undefined;
}

export interface Asker {
  /** Each person asks in their own conversation, which identifies their card, so never twice at once. */
  lookUp(program: Program, person: number, eventIndex: number): Promise<Job>;
}

type Ending = Pick<Job, 'end' | 'posted'> & { at: number };

export function createAsker(lab: Lab, { hec, slack }: World): Asker {
  const agent = new Agent();
  lab.onEnd(() => agent.destroy());
  const waiting = new Map<string, (ending: Ending) => void>();
  const end = (channel: string, ending: Omit<Ending, 'at'>) => {
    waiting.get(channel)?.({ ...ending, at: performance.now() });
    waiting.delete(channel);
  };
  slack.events.on('posted', (posted) => {
    if (posted.threadTs === undefined) end(posted.channel, { end: 'card', posted });
  });
  slack.events.on('told', (channel) => end(channel, { end: 'told', posted: undefined }));

  return {
    async lookUp(program, person, eventIndex) {
      const channel = channelOf(person);
      const eventId = eventIdOf(eventIndex);
      const ended = new Promise<Ending>((resolve) => waiting.set(channel, resolve));
      const late = setTimeout(() => end(channel, { end: 'nothing', posted: undefined }), patienceMs);
      const startedAt = performance.now();
      const acknowledged = await send(agent, program, command(slack, { user: userOf(person), channel }, eventId));
      if (acknowledged.status !== 200) end(channel, { end: 'nothing', posted: undefined });
      const { end: how, at, posted } = await ended;
      clearTimeout(late);
      return { end: how, ms: at - startedAt, hecMs: hec.takeSpentMs(eventId), acknowledged, posted };
    },
  };
}

/** Jobs that did not end with a card. */
export function failuresIn(jobs: readonly Job[]): number {
  return jobs.filter(({ end }) => end !== 'card').length;
}
