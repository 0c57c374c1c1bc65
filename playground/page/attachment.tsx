/** What Slack shows below a message, with a bar at its side: an attachment or a link's preview. */
import type { ReactNode } from 'react';

export function Attachment({
  color,
  addedBy,
  children,
}: {
  color?: string | undefined;
  addedBy?: string;
  children: ReactNode;
}) {
  return (
    <div className="attachment">
      <span className="attachment-bar" style={color === undefined ? undefined : { background: color }} />
      <div className="attachment-body">
        {children}
        {addedBy !== undefined && <p className="added-by">Added by {addedBy}</p>}
      </div>
    </div>
  );
}
