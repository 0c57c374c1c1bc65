/** Signing in, and what every data call needs: an unexpired token and a request id. */

import { randomBytes, randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { z } from 'zod';
import { failure, gatewayRefusal, success } from '../envelope.ts';
import { apiBase } from '../faults.ts';
import type { HecEnv } from '../http.ts';
import type { World } from '../world.ts';

export interface Credentials {
  clientId: string;
  accessKey: string;
  tokenLifetimeSeconds: number;
}

const signIn = z.object({ clientId: z.string(), accessKey: z.string() });

export function authentication(credentials: Credentials, world: World, scopes: readonly string[], now: () => Date) {
  const expiries = new Map<string, number>();

  const refuseKey = (): Response =>
    Response.json(
      { success: false, message: 'Authentication failed: invalid client id or access key' },
      { status: world.wrongKey === '401' ? 401 : 200 },
    );

  const routes = new Hono<HecEnv>().post('/', (c) => {
    const asked = signIn.safeParse(c.get('body'));
    if (!asked.success) return c.json({ success: false, message: 'clientId and accessKey are required' }, 400);
    const { clientId, accessKey } = asked.data;
    if (clientId !== credentials.clientId || accessKey !== credentials.accessKey) return refuseKey();
    const token = randomBytes(32).toString('hex');
    const expires = now().getTime() + credentials.tokenLifetimeSeconds * 1000;
    expiries.set(token, expires);
    return c.json({
      success: true,
      data: {
        token,
        csrf: randomUUID(),
        expires: new Date(expires).toUTCString(),
        expiresIn: credentials.tokenLifetimeSeconds,
      },
    });
  });

  const required = createMiddleware<HecEnv>(async (c, next) => {
    const [, token = ''] = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '') ?? [];
    if (now().getTime() >= (expiries.get(token) ?? 0)) return c.json(gatewayRefusal('Authentication required'), 401);
    if ((c.req.header('x-av-req-id') ?? '') === '') return c.json(failure(400, 'x-av-req-id header is required'), 400);
    // A key without a tenant is not refused; it just never finds anything.
    if (scopes.every((scope) => scope === '') && c.req.path !== `${apiBase}/scopes`) return c.json(success([]));
    return next();
  });

  return { routes, required, refuseKey };
}
