/**
 * A modal on somebody's screen while it is filled. It never stays at "one moment": if Slack refuses what it should show, it
 * says so, and if Slack refuses even that, the person is told in a message.
 *
 * A result also reaches somebody who has closed the modal. Whatever a later click shows in it stays.
 */
import type { Logger } from '../../log.ts';
import { slackFailure } from '../api/errors.ts';
import type { SlackFailure } from '../api/meanings.ts';
import type { SlackApi } from '../api/slack-api.ts';
import type { ModalView } from '../blocks/block-kit.ts';
import type { Message } from '../blocks/message.ts';
import { notice, noticeView } from '../cards/notice.ts';
import type { ModalResult } from '../cards/result-view.ts';
import { describeUnshown } from './describe-failure.ts';
import type { Filled, ShowView } from './listener.ts';

export interface ShownModalOptions {
  client: SlackApi;
  logger: Logger;
  /** For the log. */
  request: Record<string, string>;
  /** Where the person is told what the modal can't say. */
  tellElsewhere: (message: Message) => Promise<void>;
}

export class ShownModal {
  readonly #id: string;
  readonly #options: ShownModalOptions;
  /** Of what it shows; undefined if unknown. */
  #hash: string | undefined;

  constructor(view: { id: string; hash: string | undefined }, options: ShownModalOptions) {
    this.#id = view.id;
    this.#hash = view.hash;
    this.#options = options;
  }

  /** For what is already known. If that can't be shown, `finish` follows all the same. */
  readonly show: ShowView = async (view) => {
    const unshown = await this.#update(view);
    if (unshown === undefined) return 'shown';
    this.#log(unshown);
    // Nothing can be pressed in it yet: an answer of Slack's was lost, and this may be there.
    if (isOvertaken(unshown) || unshown.failure?.kind === 'unanswered') this.#hash = undefined;
    if (isOvertaken(unshown)) return 'overtaken';
    return isClosed(unshown) ? 'closed' : 'not_shown';
  };

  async finish(filled: Filled): Promise<void> {
    if (filled.type === 'shown') return;
    const unshown = await this.#update(isResult(filled) ? filled.view : filled);
    if (unshown === undefined) return;
    this.#log(unshown);
    if (isOvertaken(unshown)) return;
    if (isClosed(unshown)) return this.#tellResult(filled);
    const { logger, request, tellElsewhere } = this.#options;
    const why = notice(describeUnshown(unshown.error, logger, request));
    const said = isResult(filled) ? filled.said : why;
    const again = await this.#update(noticeView(said));
    if (again === undefined || isOvertaken(again)) return;
    return isClosed(again) ? this.#tellResult(filled) : tellElsewhere(said);
  }

  async #tellResult(filled: ModalView | ModalResult): Promise<void> {
    if (isResult(filled)) await this.#options.tellElsewhere(filled.said);
  }

  /** Undefined once Slack shows it. */
  async #update(view: ModalView): Promise<ShowFailure | undefined> {
    const hash = this.#hash === undefined ? {} : { hash: this.#hash };
    try {
      const updated = await this.#options.client.views.update({ view_id: this.#id, view, ...hash });
      this.#hash = updated.view?.hash;
      return undefined;
    } catch (error) {
      return { error, failure: slackFailure(error) };
    }
  }

  #log({ failure }: ShowFailure): void {
    this.#options.logger.info({ viewId: this.#id, reason: failure?.slackCode }, 'a modal was not filled');
  }
}

interface ShowFailure {
  error: unknown;
  failure: SlackFailure | undefined;
}

function isResult(filled: ModalView | ModalResult): filled is ModalResult {
  return filled.type !== 'modal';
}

function isClosed({ failure }: ShowFailure): boolean {
  return failure?.kind === 'closed';
}

function isOvertaken({ failure }: ShowFailure): boolean {
  return failure?.kind === 'overtaken';
}
