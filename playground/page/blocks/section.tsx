/** A section: text, fields in columns, and at most one element beside them. */
import type { z } from 'zod';
import type { sectionAccessory } from '../../slack/block-kit/elements.ts';
import { Element } from './element.tsx';
import { ImageBlock } from './image.tsx';
import { Text, type TextObject } from './text.tsx';

export interface SectionBlock {
  block_id?: string | undefined;
  text?: TextObject | undefined;
  fields?: TextObject[] | undefined;
  accessory?: z.infer<typeof sectionAccessory> | undefined;
}

export function Section({ block }: { block: SectionBlock }) {
  const { text, fields, accessory, block_id: blockId = '' } = block;
  return (
    <div className="block-section">
      <div className="section-body">
        {text && <Text text={text} />}
        {fields && (
          <div className="section-fields">
            {fields.map((field, index) => (
              <Text key={keyOf(index)} text={field} />
            ))}
          </div>
        )}
      </div>
      {accessory && (
        <div className="section-accessory">
          {accessory.type === 'image' ? (
            <ImageBlock image={accessory} />
          ) : (
            <Element blockId={blockId} element={accessory} />
          )}
        </div>
      )}
    </div>
  );
}

/** Fields have no ids, and are only replaced together. */
const keyOf = (index: number): string => `field-${index}`;
