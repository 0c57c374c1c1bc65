import { expect, test } from 'vitest';
import { gatewayOf, regionNames } from '../../src/hec/regions.ts';

test('each region has the gateway that Check Point names for it', () => {
  expect(Object.fromEntries(regionNames.map((region) => [region, gatewayOf(region)]))).toEqual({
    us: 'https://cloudinfra-gw-us.portal.checkpoint.com',
    eu: 'https://cloudinfra-gw.portal.checkpoint.com',
    ca: 'https://cloudinfra-gw.ca.portal.checkpoint.com',
    au: 'https://cloudinfra-gw.ap.portal.checkpoint.com',
    uk: 'https://cloudinfra-gw.uk.portal.checkpoint.com',
    ae: 'https://cloudinfra-gw.me.portal.checkpoint.com',
    in: 'https://cloudinfra-gw.in.portal.checkpoint.com',
    sg: 'https://cloudinfra-gw.sg.portal.checkpoint.com',
  });
});
