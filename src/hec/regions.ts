/** The regions of Harmony Email & Collaboration and the gateway of each. */

export const regionNames = ['us', 'eu', 'ca', 'au', 'uk', 'ae', 'in', 'sg'] as const;

export type Region = (typeof regionNames)[number];

/**
 * Written out, because the hosts follow no pattern: `us` has a dash, `eu` no suffix, and Australia and the Emirates go
 * by other names. `us` and `eu` are in Check Point's documentation, the others but `sg` in Check Point's own open-source
 * MCP server. `sg` is only in a client of others, TheHive's.
 */
const gateways: Record<Region, string> = {
  us: 'https://cloudinfra-gw-us.portal.checkpoint.com',
  eu: 'https://cloudinfra-gw.portal.checkpoint.com',
  ca: 'https://cloudinfra-gw.ca.portal.checkpoint.com',
  au: 'https://cloudinfra-gw.ap.portal.checkpoint.com',
  uk: 'https://cloudinfra-gw.uk.portal.checkpoint.com',
  ae: 'https://cloudinfra-gw.me.portal.checkpoint.com',
  in: 'https://cloudinfra-gw.in.portal.checkpoint.com',
  sg: 'https://cloudinfra-gw.sg.portal.checkpoint.com',
};

/** Serves both the region's sign-in and its data API. */
export function gatewayOf(region: Region): string {
  return gateways[region];
}
