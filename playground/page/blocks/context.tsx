/** A context block: small grey text and images in one line. */
import { ImageBlock, type ImageSource } from './image.tsx';
import { Text, type TextObject } from './text.tsx';

export function Context({ block }: { block: { elements: (TextObject | ({ type: 'image' } & ImageSource))[] } }) {
  return (
    <div className="block-context">
      {block.elements.map((element, index) =>
        element.type === 'image' ? (
          <ImageBlock key={keyOf(index)} image={element} />
        ) : (
          <Text key={keyOf(index)} text={element} />
        ),
      )}
    </div>
  );
}

/** A context's elements have no ids, and are only replaced together. */
const keyOf = (index: number): string => `element-${index}`;
