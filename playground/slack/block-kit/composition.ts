/** Block Kit composition objects: text, options, confirmations, images, URLs. Unknown keys are refused. */
import { z } from 'zod';
import { limits } from './limits.ts';

const text = (max: number) => z.string().min(1).max(max);

export const plainText = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: text(max), emoji: z.boolean().optional() });

export const mrkdwn = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: text(max), verbatim: z.boolean().optional() });

export const anyText = (max: number) => z.discriminatedUnion('type', [plainText(max), mrkdwn(max)]);

const hasScheme = (url: string, schemes: readonly string[]): boolean =>
  URL.canParse(url) && schemes.includes(new URL(url).protocol);

export const linkUrl = z
  .string()
  .max(limits.url)
  .refine((url) => hasScheme(url, ['http:', 'https:', 'mailto:', 'slack:']), 'must be a valid URL');

export const webUrl = z
  .string()
  .max(limits.url)
  .refine((url) => hasScheme(url, ['http:', 'https:']), 'must be a valid URL');

export const id = text(limits.id);

export const style = z.enum(['primary', 'danger']);

export const confirm = z.strictObject({
  title: plainText(limits.confirm.title),
  text: anyText(limits.confirm.text),
  confirm: plainText(limits.confirm.button),
  deny: plainText(limits.confirm.button),
  style: style.optional(),
});

const optionRest = {
  value: text(limits.option.value),
  description: plainText(limits.option.description).optional(),
};
export const plainOption = z.strictObject({ text: plainText(limits.option.text), ...optionRest });
export const anyOption = z.strictObject({ text: anyText(limits.option.text), ...optionRest });
export const overflowOption = z.strictObject({
  text: plainText(limits.option.text),
  ...optionRest,
  url: linkUrl.optional(),
});

/** An element's options must have different values. */
export const options = <T extends z.ZodType<{ value: string }>>(option: T, max: number) =>
  z
    .array(option)
    .min(1)
    .max(max)
    .refine((all) => new Set(all.map(({ value }) => value)).size === all.length, 'option values must be unique');

export const optionGroups = z
  .array(z.strictObject({ label: plainText(limits.option.text), options: options(plainOption, limits.selectOptions) }))
  .min(1)
  .max(limits.optionGroups);

const slackFile = z.union([z.strictObject({ id: z.string() }), z.strictObject({ url: webUrl })]);

/** An image element or block: exactly one source, and always an alt text. */
export const imageShape = {
  image_url: webUrl.optional(),
  slack_file: slackFile.optional(),
  alt_text: text(limits.altText),
};
export const hasOneImageSource = (image: { image_url?: unknown; slack_file?: unknown }): boolean =>
  (image.image_url === undefined) !== (image.slack_file === undefined);
export const oneImageSource = 'must have exactly one of image_url and slack_file';

export const imageElement = z
  .strictObject({ type: z.literal('image'), ...imageShape })
  .refine(hasOneImageSource, oneImageSource);
