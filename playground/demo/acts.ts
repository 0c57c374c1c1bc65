/** Carries out what somebody did on the page: in the simulators, or on the app's process. */

import type { ClickTarget as SimulatorTarget } from '../slack/people/click.ts';
import type { Acknowledgement } from '../slack/recording.ts';
import type { SlackSimulator } from '../slack/server.ts';
import type { AppProcess } from './app-process.ts';
import type { NamedFaults } from './faults.ts';
import type { Act, ActResult, ClickTarget } from './state.ts';

export interface ActOptions {
  slack: SlackSimulator;
  app: Pick<AppProcess, 'kill'> & { start(): Promise<unknown> };
  faults: NamedFaults;
  drafted: (user: string, unfurlId: string | undefined) => void;
}

/** Resolves with a refusal if Slack would not allow it, such as posting where the person is not a member. */
export async function carryOut(act: Act, options: ActOptions): Promise<ActResult> {
  try {
    const acknowledgement = await run(act, options);
    if (act.act === 'command') return { result: wasTaken(acknowledgement) ? 'done' : 'untaken' };
    const unanswered = acknowledgement?.outcome === 'timed_out' || acknowledgement?.outcome === 'failed';
    return { result: unanswered ? 'unanswered' : 'done' };
  } catch (error) {
    return { result: 'refused', because: error instanceof Error ? error.message : String(error) };
  }
}

async function run(act: Act, { slack, app, faults, drafted }: ActOptions): Promise<Acknowledgement | undefined> {
  switch (act.act) {
    case 'command': {
      const { user, channel, command, text, thread } = act;
      return slack.command({ user, channel, command, text, ...(thread !== undefined && { thread }) });
    }
    case 'post': {
      const { user, channel, text, threadTs } = act;
      drafted(user, undefined);
      await slack.post({ user, channel, text, ...(threadTs !== undefined && { threadTs }) });
      return undefined;
    }
    case 'compose': {
      const { user, channel, text } = act;
      if (text === '') drafted(user, undefined);
      else drafted(user, (await slack.compose({ user, channel, text })).unfurlId);
      return undefined;
    }
    case 'edit':
      await slack.editMessage(act);
      return undefined;
    case 'delete':
      await slack.deleteMessage(act);
      return undefined;
    case 'click': {
      const { user, blockId, actionId, choice } = act;
      const target = targetOf(act.target, user);
      return slack.click({ ...target, user, blockId, actionId, ...(choice !== undefined && { choice }) });
    }
    case 'submit':
      return slack.submitView(act);
    case 'close':
      return slack.closeView(act);
    case 'message_shortcut': {
      const { user, channel, ts, callbackId } = act;
      return slack.messageShortcut({ user, message: { channel, ts }, callbackId });
    }
    case 'global_shortcut':
      return slack.globalShortcut(act);
    case 'open_home':
      return slack.openHome(act);
    case 'invite_app':
      slack.workspace.inviteApp(act.channel);
      return undefined;
    case 'hec_fault':
      faults.setHec(act.fault);
      return undefined;
    case 'slack_fault':
      faults.setSlack(act.fault);
      return undefined;
    case 'kill_app':
      app.kill();
      return undefined;
    case 'start_app':
      await app.start();
      return undefined;
  }
}

/** After a time-out, the app may still do what the command says. */
const wasTaken = (acknowledgement: Acknowledgement | undefined): boolean =>
  acknowledgement?.outcome === 'acknowledged' || acknowledgement?.outcome === 'timed_out';

function targetOf(target: ClickTarget, user: string): SimulatorTarget {
  switch (target.kind) {
    case 'message':
      return { message: target };
    case 'ephemeral':
      return { ephemeral: { ...target, user } };
    case 'unfurl':
      return { unfurl: target };
    case 'view':
      return { view: target };
  }
}
