/** HEC's JSON for what its engines say about an email. HEC may add engines, so their names are not fixed here. */
import { z } from 'zod';
import type { EmailClick, EmailDetails, EmailVerdict, VerdictReason } from '../../events/email.ts';
import { isCleanVerdict } from '../../events/email-reasons.ts';
import { nameKey } from '../../events/hec-name.ts';
import { anything, countSchema, listOf, optionalText, someText } from './reading.ts';

const textList = listOf(someText);

const detailedReasonSchema = z.object({ short_text: optionalText, full_text: optionalText, name_text: optionalText });

const payloadSchema = z.object({
  reasons: textList,
  reasons_by_category: anything,
  scan_details: textList,
  detection_reason: optionalText,
  malicious_url_clicks: textList,
  matches_dlp_rules: listOf(z.union([someText, z.object({ name: someText }).transform(({ name }) => name)])),
  found_text: anything,
  hit_count: countSchema,
  link: optionalText,
  result: z.object({ url: optionalText, event: optionalText }).optional().catch(undefined),
});

/** One scan of one thing: of the email, of an attachment, or at a click. */
const scanSchema = z.object({
  verdict: optionalText,
  statusDescription: optionalText,
  securityResultEntityType: optionalText,
  reasons: textList,
  payload: payloadSchema.catch(() => payloadSchema.parse({})),
});

type Scan = z.output<typeof scanSchema>;

const scansSchema = listOf(scanSchema);

/** @param securityResult an entity's `entitySecurityResult` */
export function readSecurityResult(securityResult: unknown): Pick<EmailDetails, 'verdicts' | 'clicks'> {
  const results = entriesOf(securityResult);
  const combined = entriesOf(results.get('combinedVerdict'));
  const engines = new Set([...combined.keys(), ...results.keys()]);
  engines.delete('combinedVerdict');
  const read = [...engines].map((engine) => ({ engine, scans: scansSchema.parse(results.get(engine)) }));
  return {
    verdicts: read.flatMap(({ engine, scans }) => {
      // An engine that did not scan says null.
      const verdict = optionalText.parse(combined.get(engine)) ?? worstOf(scans);
      return verdict === undefined ? [] : [toVerdict(engine, verdict, scans)];
    }),
    clicks: read.flatMap(({ engine, scans }) => (nameKey(engine).includes('click') ? scans.flatMap(toClick) : [])),
  };
}

function toClick({ payload: { link, result } }: Scan): EmailClick[] {
  const url = link ?? result?.url;
  const event = result?.event;
  return url === undefined ? [] : [{ url, isBlocked: event === undefined ? undefined : /^block/i.test(event) }];
}

function worstOf(scans: Scan[]): string | undefined {
  const verdicts = scans.flatMap(({ verdict }) => verdict ?? []);
  return verdicts.find((verdict) => !isCleanVerdict(verdict)) ?? verdicts[0];
}

function toVerdict(engine: string, verdict: string, scans: Scan[]): EmailVerdict {
  // The clean one of two attachments says nothing about the other.
  const telling = isCleanVerdict(verdict) ? scans : scans.filter((scan) => !isClean(scan));
  const reasons = telling.flatMap((scan) => (isDlp(engine, scan) ? rulesOf(scan) : reasonsOf(scan)));
  const matches = telling.map(({ payload }) => payload.hit_count ?? 0).reduce((sum, count) => sum + count, 0);
  return { engine, verdict, reasons: withoutRepetition(reasons), matches: matches || undefined };
}

const isClean = ({ verdict }: Scan) => verdict !== undefined && isCleanVerdict(verdict);

function isDlp(engine: string, { payload, securityResultEntityType = '', verdict = '' }: Scan): boolean {
  const isNamedSo = [engine, securityResultEntityType].some((name) => nameKey(name).includes('dlp'));
  return (
    isNamedSo || nameKey(verdict) === 'leak' || payload.found_text !== undefined || payload.matches_dlp_rules.length > 0
  );
}

/** Only which rules matched: what they found (`found_text`, `scan_details`) is the content itself. */
function rulesOf({ payload, statusDescription = '' }: Scan): VerdictReason[] {
  const [, listed] = /^(?:dlp )?rules? match(?:es)?: (.*)$/i.exec(statusDescription) ?? [];
  const rules = payload.matches_dlp_rules.length > 0 ? payload.matches_dlp_rules : (listed?.split(/, */) ?? []);
  return rules.map((text) => ({ category: undefined, text }));
}

function reasonsOf(scan: Scan): VerdictReason[] {
  const { payload, statusDescription } = scan;
  const uncategorised = [
    ...scan.reasons,
    ...payload.reasons,
    ...payload.scan_details,
    ...payload.malicious_url_clicks,
    payload.detection_reason,
    // On a clean scan it is a phrase of the scanner.
    isClean(scan) ? undefined : statusDescription,
  ].flatMap((text) => text ?? []);
  return [
    ...[...entriesOf(payload.reasons_by_category)].flatMap(([category, reasons]) => reasonsIn(category, reasons)),
    ...uncategorised.map((text) => ({ category: undefined, text })),
  ];
}

const categorySchema = listOf(z.union([someText, detailedReasonSchema]));

function reasonsIn(category: string, given: unknown): VerdictReason[] {
  return categorySchema.parse(given).flatMap((reason) => {
    const text = typeof reason === 'string' ? reason : textOf(reason);
    return text === undefined ? [] : [{ category, text }];
  });
}

/** The name is of the attack, such as "Credentials Harvesting". */
function textOf({ short_text, full_text, name_text: name }: z.output<typeof detailedReasonSchema>): string | undefined {
  const text = short_text ?? full_text;
  if (name === undefined || text === undefined) return name ?? text;
  return text.toLowerCase().includes(name.toLowerCase()) ? text : `${name}: ${text}`;
}

function withoutRepetition(reasons: VerdictReason[]): VerdictReason[] {
  const byText = new Map(reasons.toReversed().map((reason) => [reason.text, reason]));
  return [...byText.values()].toReversed();
}

/** In a Map, `__proto__` is a key like any other. */
function entriesOf(value: unknown): Map<string, unknown> {
  return new Map(typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []);
}
