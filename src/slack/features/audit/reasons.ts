/** Why somebody was refused, or why an action went wrong, as people say it: the audit trail itself keeps codes. */
import type { PersonRefusal } from '../../../access/people.ts';
import { readableName } from '../../../events/readable-name.ts';
import type { PostRefusal } from '../../api/post.ts';
import { type Mrkdwn, outsideText, plain, type Words } from '../../blocks/text.ts';

type ClickRefusal = 'busy' | 'other_email' | 'outdated' | 'not_offered' | 'inputs_wrong';

const refusals: Record<PersonRefusal | Exclude<PostRefusal, `slack:${string}`> | ClickRefusal, Words> = {
  guest: plain`a guest`,
  outsider: plain`from another organisation`,
  bot: plain`a bot`,
  deactivated: plain`a deactivated account`,
  // Of a person and of a channel, which share the code.
  not_listed: plain`not on the administrator’s list`,
  not_found: plain`Slack knows no such account here`,
  unknown: plain`Slack didn’t say who may see it`,
  not_searcher: plain`not on the list of who may search`,
  no_searchers: plain`nobody could search yet`,
  not_responder: plain`not a responder`,
  no_responders: plain`nobody was a responder yet`,
  unseen: plain`the app can’t look into that conversation`,
  shared_outside: plain`that conversation is shared with another organisation`,
  archived: plain`that channel is archived`,
  app_not_member: plain`the app isn’t in that channel`,
  sharer_not_member: plain`not in that conversation`,
  posting_restricted: plain`only certain people can post in that channel`,
  no_thread: plain`the message to reply to is gone`,
  no_threads: plain`that channel has no threads`,
  thread_locked: plain`that thread is locked`,
  messages_tab_off: plain`the app’s messages are switched off`,
  workspace_full: plain`the workspace had reached Slack’s limit for messages`,
  suspended: plain`posting there is suspended`,
  card_not_taken: plain`Slack didn’t accept the card`,
  token_refused: plain`the app couldn’t sign in to Slack`,
  no_scope: plain`the app lacked a permission at Slack`,
  busy: plain`it was already being done`,
  other_email: plain`the button named another email`,
  outdated: plain`the card was out of date`,
  not_offered: plain`HEC no longer offered it`,
  inputs_wrong: plain`what was filled in isn’t allowed`,
};

/** Codes of the errors that can end a run. */
const failures: Record<string, Words> = {
  doubtful: plain`it may already have been applied`,
  interrupted: plain`the app was stopped meanwhile`,
  unseen: plain`HEC couldn’t be asked what came of it`,
  task_unreadable: plain`HEC no longer told how it went`,
  unexpected: plain`something went wrong in this app`,
  store_unavailable: plain`the app’s database couldn’t be reached`,
  hec_busy: plain`too much was being asked of HEC`,
  hec_down: plain`HEC was failing`,
  hec_failure: plain`HEC reported an error`,
  hec_forbidden: plain`HEC doesn’t allow it to the app’s key`,
  hec_not_found: plain`HEC didn’t find it`,
  hec_not_sent: plain`HEC couldn’t be reached`,
  hec_rate_limited: plain`HEC wanted fewer requests`,
  hec_request_refused: plain`HEC refused the request`,
  hec_scope: plain`HEC wanted another tenant named`,
  hec_sign_in: plain`HEC refused the app’s key`,
  hec_timeout: plain`HEC didn’t answer in time`,
  hec_unreachable: plain`HEC couldn’t be reached`,
  hec_unreadable: plain`HEC’s answer couldn’t be read`,
};

const words = new Map<string, Words>(Object.entries({ ...refusals, ...failures }));

/** '' without a code. One that nobody foresaw at least reads as words. */
export function reasonInWords(code: string | undefined): Mrkdwn {
  if (code === undefined) return '';
  if (code.startsWith('slack:')) return plain`Slack didn’t allow the post`;
  return words.get(code) ?? outsideText(readableName(code).toLowerCase(), 60);
}
