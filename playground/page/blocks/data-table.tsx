/** A data table, drawn here because the library shows nothing for it. One too wide for its message scrolls sideways. */
import type { Block } from 'slack-blocks-to-jsx';
import { isLibraryBlock, LibraryBlock } from './rich-text.tsx';

type Cell = { type: 'raw_text'; text: string } | { type: 'raw_number'; text: string } | { type: 'rich_text' };

export function DataTable({ block }: { block: { caption: string; rows: Cell[][] } }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it with the arrow keys
    <section className="block-data-table" aria-label={block.caption} tabIndex={0}>
      <table>
        <caption>{block.caption}</caption>
        <tbody>
          {block.rows.map((row, index) => (
            <tr key={keyOf(index)}>
              {row.map((cell, column) => {
                const Tag = index === 0 ? 'th' : 'td';
                return <Tag key={keyOf(column)}>{shown(cell)}</Tag>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function shown(cell: Cell) {
  if (cell.type !== 'rich_text') return cell.text;
  const block: { type: string } | Block = cell;
  return isLibraryBlock(block) ? <LibraryBlock block={block} /> : null;
}

/** Rows and cells have no ids, and are only replaced together. */
const keyOf = (index: number): string => `at-${index}`;
