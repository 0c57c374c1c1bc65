/** Interactive blocks: a message, an unfurl or a view. Sends choices to the app, and reports if it does not answer. */
import { type ReactNode, useMemo, useState } from 'react';
import type { Choice, ClickTarget } from '../demo/state.ts';
import { act } from './act.ts';
import { type Interaction, InteractionContext } from './blocks/interaction.ts';
import { useNotices } from './notices.ts';

const noErrors = {};

export function Surface({
  user,
  target,
  initial = noErrors,
  errors = noErrors,
  onValues,
  children,
}: {
  user: string;
  target: ClickTarget;
  /** The inputs' initial values, by block_id. */
  initial?: Readonly<Record<string, Choice>>;
  errors?: Readonly<Record<string, string>>;
  onValues?: (values: Record<string, Choice>) => void;
  children: ReactNode;
}) {
  const say = useNotices();
  const [own, setOwn] = useState<Readonly<Record<string, Choice>>>({});
  const interaction = useMemo(
    (): Interaction => ({
      values: { ...initial, ...own },
      errors,
      setValue(key, value) {
        const next = { ...own, [key]: value };
        setOwn(next);
        onValues?.(next);
      },
      async use(blockId, actionId, choice) {
        const result = await act({
          act: 'click',
          user,
          target,
          blockId,
          actionId,
          ...(choice !== undefined && { choice }),
        });
        if (result.result === 'refused') say(result.because);
        if (result.result === 'unanswered')
          say('⚠ The app did not answer within 3 seconds. Slack would show a warning sign.');
      },
    }),
    [user, target, initial, own, errors, onValues, say],
  );
  return <InteractionContext value={interaction}>{children}</InteractionContext>;
}
