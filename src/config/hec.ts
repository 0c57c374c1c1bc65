/** Where HEC is, and the key to it. */
import { z } from 'zod';
import { gatewayOf, regionNames } from '../hec/regions.ts';
import { fault, isSafeOrigin, oneWord } from './fields.ts';
import { type Given, problemOf, section } from './section.ts';

export interface HecConfig {
  /** Origin, such as `https://cloudinfra-gw-us.portal.checkpoint.com`. */
  gateway: string;
  /** As it reads in a sentence: the region or the gateway's host, and the tenant if one is configured. */
  tenantLabel: string;
  clientId: string;
  accessKey: string;
  scope: string | undefined;
}

/** What people paste in the place of the gateway, and can be told from it. */
function otherAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { hostname } = new URL(text);
  if (/(^|\.)avanan\.net\.?$/.test(hostname)) {
    return 'names a host of the legacy Smart API, which this app does not speak: set HEC_REGION instead, with an account API key of the Infinity Portal';
  }
  if (/^([a-z]{2,3}\.)?portal\.checkpoint\.com\.?$/.test(hostname)) {
    return 'names the portal itself: copy the "Authentication URL" that the portal shows with a new API key, or set HEC_REGION instead';
  }
  return undefined;
}

/** The portal shows the address with a path, but the gateway is only the origin. */
const gateway = z
  .string()
  .transform((text) => text.replace(/\/(auth\/external\/?)?$/, ''))
  .check(
    fault((text) => {
      const other = otherAddress(text);
      if (other !== undefined) return other;
      if (isSafeOrigin(text) && new URL(text).pathname === '/') return undefined;
      return 'must be the gateway as https://host, without a path (http only on this machine)';
    }),
  );

const variables = z.object({
  HEC_REGION: z.enum(regionNames, { error: `must be one of ${regionNames.join(', ')}` }).optional(),
  HEC_GATEWAY_URL: gateway.optional(),
  HEC_CLIENT_ID: z
    .string({ error: 'is required: the client id of an Infinity Portal account API key for Email & Collaboration' })
    .check(oneWord),
  HEC_ACCESS_KEY: z
    .string({ error: 'is required: the secret of the same API key, which the portal shows once' })
    .check(oneWord),
  HEC_SCOPE: z
    .string()
    .regex(/^[\w.-]+:[\w.-]+$/, 'must be farm:tenant, as `npm run doctor` lists them')
    .optional(),
});

type Variables = z.infer<typeof variables>;

export const hecSection = section(variables, toConfig, between);

function toConfig(values: Variables): HecConfig {
  const { HEC_REGION: region, HEC_GATEWAY_URL: address = '', HEC_SCOPE: scope } = values;
  const tenant = scope === undefined ? '' : `, tenant ${scope}`;
  const place =
    region === undefined
      ? { gateway: new URL(address).origin, tenantLabel: `${new URL(address).host}${tenant}` }
      : { gateway: gatewayOf(region), tenantLabel: `region ${region}${tenant}` };
  return { ...place, clientId: values.HEC_CLIENT_ID, accessKey: values.HEC_ACCESS_KEY, scope };
}

function between(given: Given) {
  const { HEC_REGION: region, HEC_GATEWAY_URL: address, HEC_CLIENT_ID: clientId, HEC_ACCESS_KEY: accessKey } = given;
  const problems = [];
  const names = ['HEC_REGION', 'HEC_GATEWAY_URL'];
  if (region === undefined && address === undefined) {
    problems.push({
      names,
      sentence: `HEC_REGION is required: one of ${regionNames.join(', ')} (or set HEC_GATEWAY_URL).`,
    });
  }
  if (region !== undefined && address !== undefined) {
    problems.push({ names, sentence: 'Set HEC_REGION or HEC_GATEWAY_URL, not both.' });
  }
  if (clientId !== undefined && clientId === accessKey) {
    problems.push(problemOf('HEC_ACCESS_KEY', 'is the same as HEC_CLIENT_ID: it must be the secret of that API key'));
  }
  return problems;
}
