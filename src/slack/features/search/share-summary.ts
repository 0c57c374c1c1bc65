/** "Share a summary" below a list: asks where to, and posts there how many events were found, and the five worst. */
import { summarise } from '../../../services/search/summary.ts';
import type { PostRefusal } from '../../api/post.ts';
import { channelMention, type Mrkdwn, md } from '../../blocks/text.ts';
import { type Notice, notice, noticeView, postUnconfirmed } from '../../cards/notice.ts';
import { type ModalResult, resultOf } from '../../cards/result-view.ts';
import type { CarriedSearch } from '../../cards/search-codec.ts';
import type { SharedSummary } from '../../cards/search-summary.ts';
import type { Filled, ModalHandler, SubmissionHandler } from '../../dispatch/listener.ts';
import type { Services } from '../../dispatch/services.ts';
import type { Click, Submission } from '../../payloads/interaction.ts';
import { requirePermission } from '../../permission.ts';
import { isDirectMessage } from '../../where-shown.ts';
import { orAskAgain, whyNot } from '../lookup/modal-answer.ts';
import { offeredTo } from '../share/offered-conversations.ts';
import { nowhereToShare } from '../share/share-event.ts';
import { postSummary, refusedBeforehand, type SummaryTarget } from './post-summary.ts';
import { requestOf } from './show-list.ts';
import { type SummaryForm, summaryBlocks, summaryTitle, summaryView } from './summary-modal.ts';

export function shareSummary(search: CarriedSearch, { userId }: Click): ModalHandler {
  const { asked } = search;
  const attempted = { channelId: asked?.channelId, threadTs: asked?.threadTs };
  return {
    kind: 'modal',
    permission: 'search',
    attempted,
    loading: noticeView(notice({ sentence: md`One moment…` }), summaryTitle),
    async fill(services) {
      await requirePermission('view', userId, attempted, services);
      const offered = await offeredTo(userId, services);
      if (offered.kind === 'listed' && offered.conversations.length === 0)
        return nowhereToShare(services, summaryTitle);
      const asksThere = asked !== undefined && !isDirectMessage(asked.channelId);
      return summaryView({ search, offered, form: { conversation: asksThere ? asked.channelId : '', note: '' } });
    },
  };
}

export function summarySubmitted(search: CarriedSearch, submission: Submission): SubmissionHandler {
  const { userId } = submission;
  const form = formOf(submission);
  const target = { userId, channelId: form.conversation, threadTs: threadOf(search, form) };
  const attempted = { channelId: target.channelId, threadTs: target.threadTs };
  return {
    permission: 'search',
    waiting: md`Sharing the summary…`,
    title: summaryTitle,
    attempted,
    problems: form.conversation === '' ? { [summaryBlocks.conversation]: 'Choose a conversation.' } : {},
    submit(services) {
      const askAgain = async (error: Mrkdwn) =>
        summaryView({ search, offered: await offeredTo(userId, services), form, error });
      const share = async () => {
        await requirePermission('view', userId, attempted, services);
        return shareFound({ search, target, note: form.note }, askAgain, services);
      };
      return orAskAgain(share, askAgain, { view: 'search:share', userId }, services);
    },
  };
}

interface Sharing {
  search: CarriedSearch;
  target: SummaryTarget;
  note: string;
}

async function shareFound(
  { search, target, note }: Sharing,
  askAgain: (error: Mrkdwn) => Promise<ReturnType<typeof summaryView>>,
  services: Services,
): Promise<Filled> {
  const refused = async (reason: PostRefusal) => {
    const why = await whyNot(reason, services);
    return resultOf(notice({ sentence: why }), await askAgain(why));
  };
  const reason = await refusedBeforehand(target, services);
  if (reason !== undefined) return refused(reason);
  const shared = { ...(await foundBy(search, target.userId, services)), note };
  if (shared.summary.events === 0) {
    return said(notice({ sentence: md`Not shared: no event was found, and only events are shared.` }));
  }
  const posted = await postSummary(shared, target, services);
  if (posted.kind === 'refused') return refused(posted.reason);
  if (posted.kind === 'unconfirmed') return said(postUnconfirmed());
  return said(notice({ sentence: summaryShown(target) }));
}

function said(result: Notice): ModalResult {
  return resultOf(result, noticeView(result, summaryTitle));
}

function summaryShown({ channelId, threadTs }: SummaryTarget): Mrkdwn {
  const where = threadTs === undefined ? channelMention(channelId) : md`the thread in ${channelMention(channelId)}`;
  return md`Done: the summary is in ${where}.`;
}

async function foundBy(
  search: CarriedSearch,
  userId: string,
  { searches }: Services,
): Promise<Omit<SharedSummary, 'note'>> {
  const known = await searches.open(requestOf({ search, userId }));
  // One that this process has forgotten begins anew, and is waited for. Whoever watches a list goes on watching it.
  if (known.total === 0 && known.progress.kind === 'looking') {
    for await (const found of known.watch(1)) {
      if (found.progress.kind !== 'looking') break;
    }
  }
  return { search, userId, summary: summarise(known.matching()), found: known.page(1) };
}

/** In the thread where it was asked, unless another conversation is chosen. */
function threadOf({ asked }: CarriedSearch, { conversation }: SummaryForm): string | undefined {
  return asked?.channelId === conversation ? asked.threadTs : undefined;
}

function formOf({ values }: Submission): SummaryForm {
  return { conversation: values[summaryBlocks.conversation] ?? '', note: values[summaryBlocks.note] ?? '' };
}
