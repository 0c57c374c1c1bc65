import { describe, expect, test } from 'vitest';
import { blockProblems, viewProblems } from '../../../../playground/slack/block-kit.ts';
import { configured, md } from '../../../../src/slack/blocks/text.ts';
import { lookingUp, notice, noticeView, postUnconfirmed, tooMuchAtOnce } from '../../../../src/slack/cards/notice.ts';
import { loadingView } from '../../../../src/slack/features/act/actions-modal.ts';
import { help, unreadableReference } from '../../../../src/slack/features/lookup/help.ts';
import { withHint } from '../../../../src/slack/features/lookup/why-not-public.ts';
import { words } from '../../../support/cards/rendered.ts';

const failure = { sentence: md`HEC took longer than 8 seconds.`, reference: '0b7c-1' };

describe('notices', () => {
  test('a notice says its sentence, examples and reference, in the notification too', () => {
    const { text, blocks } = notice({
      sentence: configured('Ask <so>:', 100),
      examples: ['/hec-event <id>'],
      reference: 'r-1',
    });
    expect(text).toBe('Ask &lt;so&gt;: `/hec-event &lt;id&gt;` Reference: `r-1`');
    expect(words({ text, blocks })).toBe('Ask &lt;so&gt;:\n`/hec-event &lt;id&gt;`\nReference: `r-1`');
  });

  test('a notice names at most five people and groups who can help, and at most five examples', () => {
    const askInstead = ['S0ONE', 'U0TWO', 'U0THREE', 'U0FOUR', 'U0FIVE', 'U0SIX'];
    const examples = ['1', '2', '3', '4', '5', '6'];
    const { text, blocks } = notice({ sentence: md`No.`, askInstead, examples });
    const asked = 'No. Ask <!subteam^S0ONE> <@U0TWO> <@U0THREE> <@U0FOUR> <@U0FIVE>.';
    expect(text).toBe(`${asked} \`1\` \`2\` \`3\` \`4\` \`5\``);
    expect(words({ text, blocks })).toBe(`${asked}\n\`1\`\n\`2\`\n\`3\`\n\`4\`\n\`5\``);
  });

  test('a notice says only its sentence if there is nothing else to say', () => {
    expect(notice({ sentence: md`No.` }).text).toBe('No.');
  });

  test('the notice of a slow answer says that it takes longer, and that of too many requests when to ask again', () => {
    expect(lookingUp().text).toMatch(/longer than usual/);
    expect(tooMuchAtOnce().text).toMatch(/again in a minute/);
  });

  test('a notice without a reference has no empty block', () => {
    expect(notice({ ...failure, reference: undefined }).blocks).toHaveLength(1);
  });

  test.each([
    notice({ sentence: configured('x'.repeat(9_000), 1_000) }),
    help(),
    unreadableReference('no_id'),
    lookingUp(),
    tooMuchAtOnce(),
    postUnconfirmed(),
    notice(failure),
  ])('Slack accepts a notice as a message: $text', ({ text, blocks }) => {
    expect(text).not.toBe('');
    expect(blockProblems('message', blocks)).toEqual([]);
  });

  test.each([loadingView(), noticeView(notice(failure)), noticeView(lookingUp())])(
    'Slack accepts a notice as a modal (%#)',
    (view) => {
      expect(viewProblems('modal', view)).toEqual([]);
    },
  );
});

describe('the hint on a private card', () => {
  test('the hint on a private card keeps the card and says how everyone could see it', () => {
    const card = lookingUp();
    const hinted = withHint(card, 'app_not_member', 'U012APP');
    expect(hinted.text).toBe(card.text);
    expect(hinted.blocks.slice(0, -1)).toEqual(card.blocks);
    expect(words(hinted)).toContain(
      'Only you can see this: the app isn’t in this channel. To show events to everyone there, type /invite <@U012APP>',
    );
  });

  test.each(['app_not_member', 'unseen', 'unknown', 'shared_outside', 'not_listed', 'archived'] as const)(
    'the hint on a private card has a reason for %s',
    (reason) => {
      expect(words(withHint(lookingUp(), reason, 'U012APP'))).toMatch(/Only you can see this: \S.{20}/);
    },
  );
});
