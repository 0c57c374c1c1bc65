/** Slack's confirmation: "are you sure?" with the app's own words. */
import type { TextObject } from './blocks/text.tsx';
import { Text } from './blocks/text.tsx';
import { Dialog } from './dialog.tsx';

export interface ConfirmObject {
  title: { text: string };
  text: TextObject;
  confirm: { text: string };
  deny: { text: string };
  style?: 'primary' | 'danger' | undefined;
}

export function ConfirmDialog({
  confirm,
  onConfirm,
  onDeny,
}: {
  confirm: ConfirmObject;
  onConfirm: () => void;
  onDeny: () => void;
}) {
  return (
    <Dialog
      title={confirm.title.text}
      className="confirm"
      onClose={onDeny}
      footer={
        <>
          <button type="button" className="slack-button default large" onClick={onDeny}>
            {confirm.deny.text}
          </button>
          <button type="button" className={`slack-button large ${confirm.style ?? 'primary'}`} onClick={onConfirm}>
            {confirm.confirm.text}
          </button>
        </>
      }
    >
      <Text text={confirm.text} />
    </Dialog>
  );
}
