/**
 * The fixed ids of the simulated workspace, named for their role in tests, and the generator of the ids that Slack
 * makes up as it goes (ts, triggers, views, events).
 */

export const team = { id: 'T0ACME0000', domain: 'acme', name: 'Acme' } as const;
/** The Enterprise Grid organisation that the workspace belongs to, for people who have a second id. */
export const enterprise = { id: 'E0ACME0000', name: 'Acme Group' } as const;
export const partnerTeam = { id: 'T0PARTNER0', domain: 'partner', name: 'Partner' } as const;

export const app = { id: 'A0HEC00000', botId: 'B0HEC00000', botUserId: 'U0HECBOT00', name: 'HEC' } as const;

/** Slack's own, which speaks in its name. */
export const slackbot = 'USLACKBOT';

export const people = {
  responder: 'U0RESPOND1',
  otherResponder: 'U0RESPOND2',
  onCallResponder: 'U0ONCALL01',
  member: 'U0MEMBER01',
  otherMember: 'U0MEMBER02',
  singleChannelGuest: 'U0GUESTONE',
  multiChannelGuest: 'U0GUESTFEW',
  stranger: 'U0STRANGER',
  bot: 'U0OTHERBOT',
  deactivated: 'U0LEFTUSER',
} as const;

export const groups = { secOncall: 'S0ONCALL00' } as const;

export const channels = {
  security: 'C0SECURITY',
  incident: 'C0INCIDENT',
  general: 'C0GENERAL0',
  privateWithoutApp: 'C0PRIVATE0',
  privateWithApp: 'C0SECRETS0',
  sharedPartner: 'C0PARTNER0',
  pendingShared: 'C0PENDING0',
  archived: 'C0ARCHIVED',
  directMessage: 'D0TWOOFUS0',
} as const;

export const appDirectMessage = (userId: string): string => `D${userId.slice(1)}`;

export type Ids = ReturnType<typeof createIds>;

/** Ids in Slack's formats. A `ts` is seconds and six digits, and never repeats or goes back, even if the clock does. */
export function createIds(now: () => Date, before: number) {
  let count = before;
  let lastMicroseconds = 0n;
  const next = (prefix: string): string => {
    count += 1;
    return `${prefix}${count.toString(36).toUpperCase().padStart(9, '0')}`;
  };
  return {
    next,
    ts(): string {
      const microseconds = BigInt(now().getTime()) * 1000n;
      lastMicroseconds = microseconds > lastMicroseconds ? microseconds : lastMicroseconds + 1n;
      return `${lastMicroseconds / 1_000_000n}.${String(lastMicroseconds % 1_000_000n).padStart(6, '0')}`;
    },
    hash(): string {
      return `${Math.floor(now().getTime() / 1000)}.${next('h').toLowerCase()}`;
    },
    trigger(): string {
      return `${next('')}.${team.id}.${next('')}`;
    },
  };
}
