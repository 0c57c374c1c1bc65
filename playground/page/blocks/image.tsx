/** An image's alt text, because fetching the image would leave this machine. */
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
