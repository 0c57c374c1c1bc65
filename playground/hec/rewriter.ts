/** Writes the data answers the way that the world says: in another envelope, and compressed. */

import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { createMiddleware } from 'hono/factory';
import { z } from 'zod';
import type { HecEnv } from './http.ts';
import type { World } from './world.ts';

const enveloped = z.object({
  responseEnvelope: z.looseObject({
    responseCode: z.number(),
    recordsNumber: z.number().optional(),
    scrollId: z.unknown(),
  }),
  responseData: z.unknown(),
});

export function rewriter(world: World) {
  return createMiddleware<HecEnv>(async (c, next) => {
    await next();
    if (world.envelope === 'vendor') await inVendorsEnvelope();
    if (world.coding !== 'identity') await compressed(world.coding);

    async function inVendorsEnvelope(): Promise<void> {
      const answer = enveloped.safeParse(await jsonOf(c.res));
      if (!answer.success) return;
      const { responseEnvelope: envelope, responseData } = answer.data;
      const { responseCode, recordsNumber, scrollId } = envelope;
      const errorCode = errorCodes.get(responseCode);
      const words = { success: false, errorCode, errorMessage: envelope.responseText };
      c.res = Response.json(
        errorCode === undefined
          ? { responseEnvelope: { success: true, recordsNumber, scrollId }, responseData }
          : { responseEnvelope: words, responseData: null },
      );
    }

    async function compressed(coding: keyof typeof compress): Promise<void> {
      const body = compress[coding](Buffer.from(await c.res.arrayBuffer()));
      const headers = { 'content-type': 'application/json', 'content-encoding': coding.replace('raw ', '') };
      c.res = new Response(body, { status: c.res.status, headers });
    }
  });
}

/** What some servers send as deflate lacks zlib's header. */
const compress = { gzip: gzipSync, deflate: deflateSync, 'raw deflate': deflateRawSync };

/** By the code that the other envelope has. */
const errorCodes: ReadonlyMap<number, string> = new Map([
  [400, 'bad_request'],
  [403, 'forbidden'],
  [404, 'not_found'],
]);

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.clone().json();
  } catch {
    return undefined;
  }
}
