/** Block Kit blocks, one below the other. An unknown block is named, never silently dropped. */
import { memo } from 'react';
import { blockOf } from '../../slack/block-kit/blocks.ts';
import { Actions } from './actions.tsx';
import { Context } from './context.tsx';
import { DataTable } from './data-table.tsx';
import { ImageBlock } from './image.tsx';
import { InputBlock } from './input.tsx';
import { isLibraryBlock, LibraryBlock } from './rich-text.tsx';
import { Section } from './section.tsx';

const anyShown = blockOf.message.or(blockOf.modal);

export function Blocks({ blocks }: { blocks: readonly { type: string; block_id?: string | undefined }[] }) {
  return (
    <div className="blocks">
      {blocks.map((block, index) => (
        <OneBlock key={block.block_id ?? index} block={block} />
      ))}
    </div>
  );
}

/** Parsing a block takes time, and most never change. */
const OneBlock = memo(function OneBlock({ block }: { block: { type: string } }) {
  const known = anyShown.safeParse(block).data;
  switch (known?.type) {
    case 'header':
      return <h3 className="block-header">{known.text.text}</h3>;
    case 'section':
      return <Section block={known} />;
    case 'context':
      return <Context block={known} />;
    case 'actions':
      return <Actions block={known} />;
    case 'input':
      return <InputBlock block={known} />;
    case 'image':
      return <ImageBlock image={known} title={known.title?.text} />;
    case 'data_table':
      return <DataTable block={known} />;
    default:
      if (known !== undefined && isLibraryBlock(known)) return <LibraryBlock block={known} />;
      return <p className="block-unknown">A block of type “{block.type}”, which this page does not draw.</p>;
  }
});
