/** In place of an image, its alternative text: an image would be fetched from elsewhere, and nothing leaves this machine. */
export interface ImageSource {
  alt_text: string;
}

export function ImageBlock({ image, title }: { image: ImageSource; title?: string | undefined }) {
  return (
    <span className="block-image" role="img" aria-label={image.alt_text}>
      {title !== undefined && <b>{title}: </b>}
      {image.alt_text}
    </span>
  );
}
