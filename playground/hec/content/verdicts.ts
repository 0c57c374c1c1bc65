/** What HEC's engines say about an email, in the shapes of recorded answers. */

/** One element of an engine's list, without what every element has. */
interface Scan {
  verdict: string;
  payload: unknown;
  /** What was scanned, if it is not the email itself. */
  entityId?: string;
  entityType?: string;
  resultType: string;
  score?: string;
  statusDescription?: string;
}

type Engine = 'ap' | 'dlp' | 'clicktimeProtection' | 'shadowIt' | 'av' | 'ms_defender';
export type Findings = Partial<Record<Engine, Scan[]>>;

/** An entity's `entitySecurityResult`. An engine that did not scan is null, in both places. */
export function securityResult(entityId: string, entityType: string, findings: Findings): Record<string, unknown> {
  const engines: Engine[] = ['ap', 'dlp', 'clicktimeProtection', 'shadowIt', 'av'];
  const named = findings.ms_defender === undefined ? engines : [...engines, 'ms_defender' as const];
  const verdictOf = (engine: Engine) => findings[engine]?.[0]?.verdict ?? null;
  const scansOf = (engine: Engine) => findings[engine]?.map((scan) => element(scan, entityId, entityType)) ?? null;
  return {
    combinedVerdict: Object.fromEntries(named.map((engine) => [engine, verdictOf(engine)])),
    ...Object.fromEntries(named.map((engine) => [engine, scansOf(engine)])),
  };
}

function element(scan: Scan, emailId: string, emailType: string) {
  return {
    entityId: scan.entityId ?? emailId,
    entityType: scan.entityType ?? emailType,
    payload: scan.payload,
    score: scan.score ?? '0',
    securityResultEntityId: emailId,
    securityResultEntityType: scan.resultType,
    statusCode: '0',
    statusDescription: scan.statusDescription ?? null,
    verdict: scan.verdict,
  };
}

/** Short and full text by category; an attack also has a name. */
type Reasons = Record<string, { short_text: string; full_text: string; name_text?: string }[]>;

export const reason = (short_text: string, full_text: string) => ({ short_text, full_text });

const unknownSender: Reasons = {
  'Sender Reputation': [
    reason(
      'Insignificant historical reputation with sender',
      "The sending email address hasn't established significant historical reputation with your domain",
    ),
    reason(
      "Low-traffic 'From'-domain",
      "The sender's domain has very low traffic - often indicating low-trust domains",
    ),
  ],
};

export const missingDmarc: Reasons = {
  'Email Headers': [reason('Missing DMARC', "The email's header suggest that DMARC signature is missing/invalid")],
};

export const suspiciousLinks: Reasons = {
  Links: [
    reason(
      'Link to a low-traffic site',
      'The email contains link to low-traffic web-sites - often indicating low-trust domains',
    ),
    reason('Suspicious-looking link', 'The email presents a link that can be misleading (link text vs. actual URL)'),
  ],
};

export const suspiciousText: Reasons = {
  'Email Text': [
    reason(
      'Suspicious-looking email text',
      'NLP analysis of the email text indicates a suspicious-looking email content',
    ),
  ],
};

/** HEC's own list of the categories leaves some out. */
export function antiPhishing(verdict: string, ...reasons: Reasons[]): Findings {
  const reasons_by_category: Reasons = Object.fromEntries(
    [...reasons, unknownSender].flatMap((some) => Object.entries(some)),
  );
  const reasons_by_category_list = Object.keys(reasons_by_category).slice(0, 1);
  const payload = { reasons_by_category_list, reasons_by_category, reasons: ['First Time Sender'] };
  return { ap: [{ verdict, payload, resultType: 'avanan_ap_scan', score: verdict === 'clean' ? '22.1' : '275.6' }] };
}

/** One element for each attachment: the malicious ones first, by what was detected. */
export function antiMalware(verdict: string, detections: string[], clean = 0): Findings {
  const scan = (index: number) => ({
    entityId: `${index}`.padStart(40, 'a3f0'),
    entityType: 'office365_emails_attachment',
    resultType: 'checkpoint2',
  });
  const found = detections.map((detection, index) => ({
    ...scan(index),
    verdict,
    payload: { scan_details: [detection] },
    score: '100',
    statusDescription: detection,
  }));
  const others = Array.from({ length: clean }, (_, index) => ({
    ...scan(detections.length + index),
    verdict: 'clean',
    payload: { scan_details: [] },
    statusDescription: 'request has been fully answered',
  }));
  return { av: [...found, ...others] };
}

/** `found` is a part of the content, with most of it masked. */
export function dlp(rules: string[], found: string[]): Findings {
  const payload = {
    matches_dlp_rules: rules,
    found_text: found,
    scan_details: rules.map((rule, index) => `${rule} (very_likely): ${found[index] ?? ''}`),
    hit_count: found.length,
  };
  const isLeak = rules.length > 0;
  const statusDescription = isLeak ? `DLP rule match: ${rules.join(', ')}` : 'Clean';
  return { dlp: [{ verdict: isLeak ? 'leak' : 'clean', payload, resultType: 'avanan_dlp', statusDescription }] };
}

export const noLinksReplaced: Findings = {
  clicktimeProtection: [{ verdict: 'no_links_replaced', payload: null, resultType: 'clicktime_protection_scan' }],
};

/** The scan of the links comes first, then one element for each click. */
export function clicked(link: string, times: number): Findings {
  const user_agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';
  const click = (index: number) => ({
    verdict: 'malicious_url',
    payload: {
      result: {
        guid: `${3619 + index}`,
        ip_address: '192.0.2.10, 192.0.2.11',
        event: 'block',
        request_id: '9d7d40e26b0d3afc',
        url: link,
        user_agent,
        detection_info: null,
      },
      link,
      client_ip_address: null,
      user_agent,
      detection_info: '{}',
    },
    resultType: 'clicktime_protection_scan_clicks',
  });
  const scan = {
    verdict: 'malicious_url',
    payload: { malicious_url_clicks: [link] },
    resultType: 'clicktime_protection_scan',
  };
  return { clicktimeProtection: [scan, ...Array.from({ length: times }, (_, index) => click(index))] };
}

export function msDefender(verdict: string, policy_applied: string, detection_reason: string): Findings {
  const payload = { scl: 9, bcl: 0, policy_applied, policy_action: 'Quarantine', detection_reason };
  return { ms_defender: [{ verdict, payload, resultType: 'ms_defender_scan' }] };
}

/** What HEC notes of nearly every email. */
export function shadowIt(from: string, subject: string): Findings {
  const payload = { from, subject, domain: '' };
  return { shadowIt: [{ verdict: 'clean', payload, resultType: 'shadow_it_emails_scan', statusDescription: 'Clean' }] };
}
