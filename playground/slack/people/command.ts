/** A person uses a slash command. */
import { z } from 'zod';
import { contentArguments, readContent } from '../content.ts';
import { app, team } from '../ids.ts';
import { objectIn } from '../json.ts';
import { conversationName, teamObject } from '../payloads.ts';
import type { Acknowledgement } from '../recording.ts';
import { SlackRefusal } from '../refusal.ts';
import { addAnswer } from '../response-url.ts';
import { storedCommandText } from '../typed-text.ts';
import { teamOf } from '../workspace.ts';
import { actor, conversationOf, type Scene, verificationToken } from './scene.ts';

const answerInAck = z.object({
  ...contentArguments,
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
});

/**
 * Takes the command as typed. Resolves with the acknowledgement once Slack has shown the person its text or blocks, or
 * that the command failed. In a thread Slack refuses (`not_sent`), and the app hears nothing.
 */
export async function command(
  scene: Scene,
  given: { user: string; channel: string; command: string; text?: string; thread?: string },
): Promise<Acknowledgement> {
  const { world, deliverer } = scene;
  const person = actor(scene, given.user);
  const conversation = conversationOf(scene, given.channel, person);
  const { user, channel } = given;

  const sayBySlack = (text: string): void => {
    world.messages.addEphemeral({
      channel,
      ts: world.ids.ts(),
      user,
      by: 'slack',
      text,
      blocks: [],
      attachments: [],
      ...(given.thread !== undefined && { threadTs: given.thread }),
    });
  };
  if (given.thread !== undefined) {
    sayBySlack(`${given.command} is not supported in threads. Sorry!`);
    return { outcome: 'not_sent', status: 0, body: '', elapsedMs: 0 };
  }

  const target = { channel, user, original: { kind: 'none' } as const };
  const { acknowledgement } = await deliverer.deliver('command', {
    token: verificationToken,
    team_id: teamOf(person),
    team_domain: teamObject(person).domain ?? team.domain,
    channel_id: channel,
    channel_name: conversationName(conversation),
    user_id: user,
    user_name: person.name,
    command: given.command,
    text: storedCommandText((given.text ?? '').trim()),
    api_app_id: app.id,
    is_enterprise_install: 'false',
    response_url: world.responseUrls.issue(target),
    trigger_id: world.triggers.issue({ userId: user }),
  });

  if (acknowledgement.outcome !== 'acknowledged') {
    const code = acknowledgement.outcome === 'timed_out' ? 'operation_timeout' : 'dispatch_failed';
    sayBySlack(`${given.command} failed with the error "${code}"`);
  } else if (acknowledgement.body !== '') {
    showAnswer(acknowledgement.body);
  }
  return acknowledgement;

  function showAnswer(body: string): void {
    const json = objectIn(body);
    const answer = answerInAck.safeParse(json ?? { text: body }).data;
    if (!answer || (json && Object.keys(json).length === 0)) return;
    try {
      addAnswer(world, { ...target, issuedAt: 0, used: 0 }, answer, readContent(answer));
    } catch (error) {
      if (!(error instanceof SlackRefusal)) throw error;
      sayBySlack(`${given.command} failed with the error "${error.code}"`);
    }
  }
}
