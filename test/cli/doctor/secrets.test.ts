import { createServer, type IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { groups, people } from '../../../playground/slack/server.ts';
import { section, summary } from '../../../src/cli/doctor/report.ts';
import { findings, startServices } from '../../support/doctor.ts';
import { listening } from '../../support/listening.ts';

const secrets = {
  SLACK_BOT_TOKEN: 'xoxb-planted-bot',
  SLACK_APP_TOKEN: 'xapp-planted-app',
  SLACK_SIGNING_SECRET: 'planted-signing',
  HEC_CLIENT_ID: '0123456789abcdef0123456789abcdef',
  HEC_ACCESS_KEY: 'planted-access-key',
  DATABASE_URL: 'postgres://app:planted-database@127.0.0.1:1/none',
  HTTPS_PROXY: 'http://app:planted-proxy@127.0.0.1:1',
};
const planted = /planted|0123456789abcdef0123456789abcdef/;

async function printed(env: Record<string, string>): Promise<string> {
  const found = await findings({ HEC_RESPONDERS: `${people.responder},${groups.secOncall}`, PORT: '0', ...env });
  return `${section('Everything', found)}\n${summary(found)}`;
}

/** Tells what it was asked, in every place where a service writes something. */
function echo(status: number): Parameters<typeof createServer>[1] {
  return async (request, response) => {
    const asked = JSON.stringify([request.headers.authorization, request.headers, await bodyOf(request)]);
    const words = { ok: false, error: asked, needed: asked, warning: asked };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ...words, responseEnvelope: { responseCode: 400, responseText: asked } }));
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const part of request) body += String(part);
  return body;
}

describe('what the doctor prints', () => {
  test('the doctor prints no secret, whichever setting is wrong', async () => {
    for (const name of Object.keys(secrets)) {
      const said = await printed({ ...secrets, [name]: `${Reflect.get(secrets, name)} planted # \u200b` });
      expect(said).not.toMatch(planted);
    }
  });

  test.each([200, 400, 401, 403, 407, 500])(
    'the doctor prints no secret when what answers %i in place of Slack and HEC repeats what it was asked',
    async (status) => {
      const { env } = await startServices();
      const port = await listening(createServer(echo(status)));
      const { HTTPS_PROXY: _, ...straight } = secrets;
      const asked = { SLACK_API_URL: `http://127.0.0.1:${port}/api/`, HEC_GATEWAY_URL: `http://127.0.0.1:${port}` };
      expect(await printed({ ...env, ...straight, ...asked })).not.toMatch(planted);
    },
  );

  test('the doctor prints no secret when the proxy and the database are not there', async () => {
    const said = await printed({ ...secrets, HEC_REGION: 'us' });
    expect(said).toMatch(/the proxy 127\.0\.0\.1:1 can’t be reached/);
    expect(said).not.toMatch(planted);
  });
});
