/** Previews that the app gives for links in an unsent message, shown without buttons. */
import { useEffect, useState } from 'react';
import type { State } from '../demo/state.ts';
import { act } from './act.ts';
import { Attachment } from './attachment.tsx';
import { Blocks } from './blocks/blocks.tsx';

const afterTypingMs = 400;

export function LinkPreviews({
  state,
  user,
  channel,
  text,
}: {
  state: State;
  user: string;
  channel: string;
  text: string;
}) {
  const links = text.startsWith('/') ? '' : (text.match(/https?:\/\/\S+/g) ?? []).join(' ');
  const [asked, setAsked] = useState('');

  useEffect(() => {
    if (links === asked) return;
    const timer = setTimeout(() => {
      setAsked(links);
      void act({ act: 'compose', user, channel, text: links });
    }, afterTypingMs);
    return () => clearTimeout(timer);
  }, [links, asked, user, channel]);

  const draft = state.drafts.find((each) => each.user === user);
  if (links === '' || draft === undefined || draft.unfurls.length === 0) return null;
  return (
    <section className="link-previews" aria-label="Preview">
      {draft.unfurls.map(({ url, blocks }) => (
        <Attachment key={url} addedBy={state.app.name}>
          <Blocks blocks={blocks} />
        </Attachment>
      ))}
    </section>
  );
}
