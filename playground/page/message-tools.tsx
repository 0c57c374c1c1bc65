/** A message's tools: reply in thread, the app's shortcuts, edit or delete your own. */
import { Menu, type MenuItem } from './menu.tsx';

export interface MessageToolsProps {
  onReply: (() => void) | undefined;
  items: readonly MenuItem[];
}

export function MessageTools({ onReply, items }: MessageToolsProps) {
  return (
    <div className="message-tools">
      {onReply && (
        <button
          type="button"
          className="icon-button"
          aria-label="Reply in thread"
          title="Reply in thread"
          onClick={onReply}
        >
          💬
        </button>
      )}
      {items.length > 0 && (
        <Menu label="More actions" className="icon-button" items={items}>
          <span aria-hidden="true">⋯</span>
        </Menu>
      )}
    </div>
  );
}
