/** Blocks without interaction, drawn by `slack-blocks-to-jsx` in our theme. */
import { createContext, useContext, useMemo } from 'react';
import { type Block, Message, type RichTextBlockElement } from 'slack-blocks-to-jsx';
import 'slack-blocks-to-jsx/dist/style.css';

export interface Names {
  users: { id: string; name: string }[];
  user_groups: { id: string; name: string }[];
  channels: { id: string; name: string }[];
}

export const NamesContext = createContext<Names>({ users: [], user_groups: [], channels: [] });
export const ThemeContext = createContext<'light' | 'dark'>('light');

/** Blocks that the library knows. They were validated when the app sent them. */
export function isLibraryBlock(block: { type: string }): block is Block {
  return ['rich_text', 'table', 'markdown', 'divider', 'alert', 'card', 'carousel'].includes(block.type);
}

export function LibraryBlock({ block }: { block: Block }) {
  const names = useContext(NamesContext);
  const theme = useContext(ThemeContext);
  const blocks = useMemo(() => [block], [block]);
  return <Message blocks={blocks} data={names} theme={theme} withoutWrapper logo="" name="" />;
}

export function RichText({ elements }: { elements: RichTextBlockElement[] }) {
  const block = useMemo((): Block => ({ type: 'rich_text', block_id: '', elements }), [elements]);
  return <LibraryBlock block={block} />;
}
