/**
 * POST /api/<method>: parses the arguments (form or JSON), checks token and scopes, runs the method, and wraps the
 * answer in Slack's envelope. Everything is recorded.
 */
import type { Context } from 'hono';
import type { Sockets } from '../delivery/socket.ts';
import { type Connection, faultyResponse } from '../fault-response.ts';
import { type JsonObject, objectIn } from '../json.ts';
import { SlackRefusal } from '../refusal.ts';
import type { World } from '../world.ts';
import { blocksMethods } from './blocks.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods, requireScope } from './conversations.ts';
import { identityMethods } from './identity.ts';
import type { Method } from './method.ts';
import { unfurlMethods } from './unfurl.ts';
import { viewMethods } from './views.ts';

type ApiContext = Context<{ Bindings: Connection }>;

export function webApi(world: World, sockets: Sockets): (context: ApiContext) => Promise<Response> {
  const methods: Readonly<Record<string, Method>> = {
    ...identityMethods(sockets.address),
    ...conversationMethods,
    ...chatMethods,
    ...viewMethods,
    ...unfurlMethods,
    ...blocksMethods,
  };

  return async (context) => {
    const name = context.req.param('method') ?? '';
    const done = world.inFlight.begin();
    context.env.outgoing.once('close', done);
    const { token, args } = await readRequest(context);
    const finish = world.recording.call({ method: name, args, at: world.now() });
    const answer = async (): Promise<Response> => {
      const retryAfter = world.rateLimits.refuse(name, args);
      if (retryAfter !== undefined) {
        const refusal = { ok: false, error: 'ratelimited' };
        finish({ status: 429, response: refusal });
        return context.json(refusal, 429, { 'retry-after': String(retryAfter) });
      }
      const body = run(world, methods[name], token, args);
      finish({ status: 200, response: body });
      const scopes = world.installation.grantedScopes.join(',');
      return context.json(body, 200, { 'x-oauth-scopes': scopes, 'x-slack-req-id': world.ids.next('Q') });
    };
    const cutOff = name === 'apps.connections.open' && sockets.isCut();
    const fault = cutOff ? ({ method: name, kind: 'reset' } as const) : world.faults.take(name);
    if (!fault) return answer();
    const response = await faultyResponse(fault, context.env, answer);
    finish({ fault: fault.kind });
    return response;
  };
}

async function readRequest(context: ApiContext): Promise<{ token: string; args: JsonObject }> {
  const text = await context.req.text();
  const isJson = context.req.header('content-type')?.startsWith('application/json') ?? false;
  const all: JsonObject = isJson ? (objectIn(text) ?? {}) : Object.fromEntries(new URLSearchParams(text));
  const { token, ...args } = all;
  const bearer = context.req.header('authorization')?.replace(/^Bearer /, '');
  return { token: bearer ?? (typeof token === 'string' ? token : ''), args };
}

function run(world: World, method: Method | undefined, token: string, args: JsonObject): JsonObject {
  try {
    if (!method) throw new SlackRefusal('unknown_method');
    checkToken(world, method, token);
    for (const scope of method.scopes) requireScope(world, scope);
    return { ok: true, ...method.run(world, args) };
  } catch (error) {
    if (error instanceof SlackRefusal) return { ok: false, error: error.code, ...error.details };
    throw error;
  }
}

function checkToken({ installation }: World, method: Method, token: string): void {
  if (method.token === 'none') return;
  if (token === '') throw new SlackRefusal('not_authed');
  const [right, other] =
    method.token === 'bot'
      ? [installation.botToken, installation.appToken]
      : [installation.appToken, installation.botToken];
  if (token === other) throw new SlackRefusal('not_allowed_token_type');
  if (token !== right) throw new SlackRefusal('invalid_auth');
  if (method.token === 'bot' && installation.revoked) throw new SlackRefusal('token_revoked');
}
