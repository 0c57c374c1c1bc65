/**
 * A large world, the same for the same seed: months of campaigns and everyday mail. A campaign has one sender, one subject
 * and one link, in several sendings to several mailboxes; some of its emails have events, one or two, and some have none.
 */

import { writeEventTime, writeHistoryTime } from '../time.ts';
import type { MailPayload, WireEntity, WireEvent } from '../wire.ts';
import { Chance } from './chance.ts';
import { mailTexts } from './mail.ts';
import { agoFrom, newEntity, newEvent, plainActions, portalLink } from './story.ts';
import { antiPhishing, noLinksReplaced, securityResult, suspiciousLinks } from './verdicts.ts';

interface Traffic {
  emails: WireEntity[];
  events: WireEvent[];
}

interface TrafficOptions {
  seed: number;
  /** Nothing is later. */
  now: Date;
  days: number;
  emails: number;
  events: number;
}

/** What the emails of one campaign, or of one everyday sender, have in common. */
interface Campaign {
  isAttack: boolean;
  saas: 'office365_emails' | 'google_mail';
  from: string;
  fromName: string;
  subject: string;
  link: string;
  md5: string | undefined;
  serverIp: string;
  type: string;
  begins: number;
  lastsMs: number;
  /** How likely an email of it has an event, and how likely that has a second one. */
  noticed: number;
}

/** One email in one mailbox. */
interface Copy {
  id: string;
  messageId: string;
  to: string;
  mailbox: string;
  received: number;
  recorded: number;
}

const firstNames = [
  'Ana',
  'Lee',
  'Mia',
  'Ben',
  'Sam',
  'Noor',
  'Ivo',
  'Tess',
  'Omar',
  'Rosa',
  'Jan',
  'Kim',
  'Zoë',
  'Dev',
];
const lastNames = [
  'Lopes',
  'Tan',
  'Okafor',
  'Marsh',
  'Haddad',
  'Novak',
  'Silva',
  'Berg',
  'Rossi',
  'Weber',
  'Ito',
  'Cruz',
];
const businesses = [
  'parcel-point',
  'invoice-desk',
  'harbour-bank',
  'file-ferry',
  'payroll-now',
  'fleet-care',
  'dock-news',
];
const mailNames = ['dispatch', 'billing', 'service', 'no-reply', 'accounts', 'team', 'security'];
const subjects = [
  'Delivery note',
  'Your invoice',
  'Payment advice',
  'Shared document',
  'Your password expires',
  'Order',
  '📦 Parcel',
];
const everyday = ['Minutes of the meeting', 'Shift plan', 'Newsletter', 'Lunch on Friday', 'Re: Dock 4', 'Quote'];
const types = [
  'phishing',
  'phishing',
  'phishing',
  'suspicious_phishing',
  'malware',
  'spam',
  'malicious_url',
  'graymail',
];
const states = ['new', 'new', 'detected', 'pending', 'remediated', 'remediated', 'dismissed', 'exception'];
const day = 86_400_000;

/** By verdict: built once, because tens of thousands of emails share them. */
const findings = new Map(
  ['clean', ...types].map((type) => [type, { ...antiPhishing(verdictOf(type), suspiciousLinks), ...noLinksReplaced }]),
);

function verdictOf(type: string): string {
  return type === 'malicious_url' ? 'phishing' : type;
}

/** Exactly as many emails and events as asked for: what no email's event makes up for is about files. */
export function campaigns({ seed, now, days, emails, events }: TrafficOptions): Traffic {
  const chance = new Chance(seed);
  const made: Traffic = { emails: [], events: [] };
  while (made.emails.length < emails) {
    const campaign = newCampaign(chance, now.getTime() - days * day, now.getTime());
    const sendings = campaign.isAttack ? chance.upTo(12) : chance.upTo(4);
    for (let sending = 0; sending < sendings; sending += 1) {
      for (const copy of copiesOf(campaign, chance, now.getTime())) {
        if (made.emails.length === emails) break;
        made.emails.push(emailOf(campaign, copy, chance));
        const noticed = eventsOf(campaign, copy, chance, now.getTime());
        made.events.push(...noticed.slice(0, events - made.events.length));
      }
    }
  }
  while (made.events.length < events) made.events.push(aboutFile(chance, now, days));
  return made;
}

function newCampaign(chance: Chance, from: number, until: number): Campaign {
  const isAttack = chance.is(0.5);
  const number = 10_000 + chance.upTo(89_999);
  const domain = `${chance.of(businesses)}${chance.is(0.7) ? `-${chance.upTo(60)}` : ''}.example`;
  const fromName = chance.of(firstNames);
  return {
    isAttack,
    saas: chance.is(0.8) ? 'office365_emails' : 'google_mail',
    from: `${
      isAttack
        ? chance.of(mailNames)
        : fromName
            .toLowerCase()
            .normalize('NFD')
            .replaceAll(/[^a-z]/g, '')
    }@${domain}`,
    fromName: isAttack && chance.is(0.3) ? '' : fromName,
    subject: isAttack
      ? `${chance.of(subjects)} ${number}`
      : `${chance.of(everyday)}${chance.is(0.5) ? ` ${number}` : ''}`,
    link: `https://${domain}/track?id=${number}`,
    md5: chance.is(0.3) ? chance.id() : undefined,
    serverIp: `198.51.100.${chance.upTo(250)}`,
    type: isAttack ? chance.of(types) : 'clean',
    begins: from + chance.below(until - from),
    lastsMs: chance.upTo(72) * 3_600_000,
    noticed: isAttack ? chance.of([0, 0.3, 0.6, 0.8]) : 0.01,
  };
}

/** One sending: the same Message-ID in each mailbox. */
function copiesOf(campaign: Campaign, chance: Chance, now: number): Copy[] {
  const messageId = `<${chance.id().slice(0, 16)}@${campaign.from.split('@')[1]}>`;
  const received = Math.min(now - 60_000, campaign.begins + chance.below(campaign.lastsMs));
  return Array.from({ length: chance.upTo(6) }, () => {
    const [first, last] = [chance.of(firstNames), chance.of(lastNames)];
    const name = `${first}.${last}${chance.is(0.5) ? chance.upTo(40) : ''}`.toLowerCase().replaceAll('ë', 'e');
    // Mostly seconds; HEC was once seen to take 1 h 41 min.
    const lagMs = chance.is(0.998) ? 1_000 + chance.below(60_000) : chance.below(101 * 60_000);
    return {
      id: chance.id(),
      messageId,
      to: `${name}@harbour-freight.example`,
      mailbox: `${first} ${last}`,
      received,
      recorded: Math.min(now, received + lagMs),
    };
  });
}

function emailOf(campaign: Campaign, copy: Copy, chance: Chance): WireEntity {
  const { saas, from, fromName, subject, link, md5, serverIp, type, isAttack } = campaign;
  const entityType = `${saas}_email`;
  const recorded = writeHistoryTime(new Date(copy.recorded));
  const isQuarantined = isAttack && chance.is(0.4);
  const attachments = md5 === undefined ? [] : [{ name: 'note.html', mimetype: 'text/html', size: 8_120, MD5: md5 }];
  const entityPayload: Partial<MailPayload> & { senderServerIp: string; emailSplit: string } = {
    internetMessageId: copy.messageId,
    subject,
    fromName,
    fromEmail: from,
    fromDomain: from.split('@')[1] ?? '',
    replyToEmail: from,
    recipients: [copy.to],
    to: [copy.to],
    received: writeHistoryTime(new Date(copy.received)),
    emailLinks: [link],
    attachments,
    attachmentCount: attachments.length,
    isQuarantined,
    senderServerIp: serverIp,
    // What a campaign must leave out: HEC's own notices, and the masters of emails that HEC split by recipient.
    isQuarantineNotification: !isAttack && chance.is(0.01),
    emailSplit: chance.is(0.02) ? 'split' : 'original',
  };
  return newEntity(copy.id, agoFrom(new Date(copy.recorded)), {
    entityInfo: { saas, saasEntityType: entityType, entityCreated: recorded, entityUpdated: recorded },
    entityPayload: { ...entityPayload },
    entitySecurityResult: securityResult(copy.id, entityType, findings.get(type) ?? {}),
  });
}

/** None, one, or another that a click or a report made of it. */
function eventsOf(campaign: Campaign, copy: Copy, chance: Chance, now: number): WireEvent[] {
  if (!chance.is(campaign.noticed)) return [];
  const { from, subject, saas } = campaign;
  const type = campaign.isAttack ? campaign.type : 'spam';
  const about = (lead: string) =>
    mailTexts({ lead, from, subject, saas, to: [copy.to], mailbox: copy.mailbox }, copy.id);
  const event = (kind: string, lead: string, lagMs: number) => {
    const id = chance.id();
    const at = new Date(Math.min(now, copy.recorded + lagMs));
    return newEvent(id, agoFrom(at), {
      ...about(lead),
      entityId: copy.id,
      saas,
      type: kind,
      state: chance.of(states),
      severity: `${chance.upTo(5)}`,
      confidenceIndicator: kind === 'phishing' ? 'malicious' : 'suspicious',
      eventCreated: writeEventTime(at),
      senderAddress: chance.is(0.2) ? (from.split('@')[1] ?? null) : null,
      entityLink: portalLink(`${saas}_email`, copy.id),
    });
  };
  const first = event(type, `Detected ${type.replaceAll('_', ' ')}`, 2_000 + chance.below(30_000));
  if (!chance.is(0.15)) return [first];
  return [first, event('malicious_url_click', 'A click was blocked in an email', 60_000 + chance.below(day / 4))];
}

function aboutFile(chance: Chance, now: Date, days: number): WireEvent {
  const [id, entityId] = [chance.id(), chance.id()];
  const at = new Date(now.getTime() - chance.below(days * day));
  const name = `${chance.of(['customers', 'suppliers', 'payroll', 'rates'])}-${chance.upTo(9_999)}.xlsx`;
  return newEvent(id, agoFrom(at), {
    entityId,
    saas: 'ms_teams',
    type: 'dlp',
    state: chance.of(states),
    severity: `${chance.upTo(5)}`,
    confidenceIndicator: 'detected',
    eventCreated: writeEventTime(at),
    description: `DLP has detected a leak in '${name}', shared in the chat 'Dock ${chance.upTo(9)}'`,
    data: '',
    entityLink: portalLink('ms_teams_file', entityId),
    availableEventActions: plainActions(id),
  });
}
