/**
 * Sends an action. HEC carries it out as often as it is sent, so only this file decides when to send it again.
 *
 * It does so only if the failure proves that HEC did not take the action: no connection was made, one 401, a 429, or
 * a 400 or 422, after which it sends the action in its next form, each form once. A refusal that speaks of the scope is
 * final, because no form would change it. Any other error is thrown as it is; see `provesNotTaken`.
 */
import { isClosed } from '../dispatcher.ts';
import type { Answer, Call, SendCall } from './data-api.ts';
import { HecNotSentError, HecRequestRefusedError, provesNotTaken } from './errors.ts';
import type { HecLimits } from './limits.ts';
import { repeatAction, repeatRead } from './retry.ts';
import { renewingOnce, type Tokens } from './token.ts';

interface SentAction {
  answer: Answer;
  /** Which of the forms HEC took. */
  form: number;
}

/** `forms` are the same action in each form that HEC may accept, in the order to try them. */
export type SendAction = (forms: readonly [Call, ...Call[]], caller: AbortSignal) => Promise<SentAction>;

export function createSendAction(options: { send: SendCall; tokens: Tokens; limits: HecLimits }): SendAction {
  const { send, tokens, limits } = options;

  /** Signing in changes nothing, so it is retried like a read. If it fails in any way, the action was not sent. */
  async function signIn(signal: AbortSignal): Promise<string> {
    try {
      return await repeatRead((signal) => tokens.get(signal), limits, signal);
    } catch (error) {
      throw provesNotTaken(error) ? error : new HecNotSentError(error);
    }
  }

  return (forms, caller) => {
    const withToken = renewingOnce(tokens, signIn);
    let form = 0;
    const attempt = async (signal: AbortSignal): Promise<SentAction> => {
      const call = forms[form] ?? forms[0];
      try {
        return { answer: await withToken((token) => send(call, token, signal), signal), form };
      } catch (error) {
        if (isClosed(error)) throw new HecNotSentError(error);
        if (!refusesForm(error) || form === forms.length - 1) throw error;
        form += 1;
        return attempt(signal);
      }
    };
    return repeatAction(attempt, limits, caller);
  };
}

function refusesForm(error: unknown): boolean {
  return error instanceof HecRequestRefusedError && (error.status === 400 || error.status === 422);
}
