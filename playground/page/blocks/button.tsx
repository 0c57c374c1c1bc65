/** A button. A link button would leave this machine, so it only says where Slack would go. */
import { useState } from 'react';
import type { z } from 'zod';
import type { button } from '../../slack/block-kit/elements.ts';
import { useNotices } from '../notices.ts';
import { useInteraction } from './interaction.ts';
import { useConfirmed } from './use-confirmed.tsx';

export function ButtonElement({ blockId, element }: { blockId: string; element: z.infer<typeof button> }) {
  const { use } = useInteraction();
  const say = useNotices();
  const [busy, setBusy] = useState(false);
  const { ask, dialog } = useConfirmed(element.confirm);
  const { action_id: actionId = '', style, text, url, accessibility_label: label } = element;

  const press = async () => {
    if (busy) return;
    if (url !== undefined) say(`Slack would open ${url}`);
    setBusy(true);
    await use(blockId, actionId);
    setBusy(false);
  };

  return (
    <>
      <button
        type="button"
        className={`slack-button ${style ?? 'default'}`}
        aria-label={label}
        aria-busy={busy}
        // Not `disabled`, which would lose the focus.
        aria-disabled={busy}
        onClick={() => ask(() => void press())}
      >
        {text.text}
        {url !== undefined && <span aria-hidden="true"> ↗</span>}
      </button>
      {dialog}
    </>
  );
}
