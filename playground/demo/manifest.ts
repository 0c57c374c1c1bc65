/** Reads the app's manifest: what people could use, and which scopes Slack would grant, after an install from it. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import type { State } from './state.ts';

const manifest = z.object({
  features: z.object({
    slash_commands: z
      .array(z.object({ command: z.string(), description: z.string(), usage_hint: z.string().default('') }))
      .default([]),
    shortcuts: z
      .array(z.object({ type: z.enum(['message', 'global']), name: z.string(), callback_id: z.string() }))
      .default([]),
    unfurl_domains: z.array(z.string()).default([]),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
});

export interface InstalledManifest {
  declared: State['declared'];
  unfurlDomains: string[];
  scopes: string[];
}

export async function readManifest(path: URL): Promise<InstalledManifest> {
  const { features, oauth_config: oauth } = manifest.parse(parse(await readFile(path, 'utf8')));
  return {
    declared: {
      commands: features.slash_commands.map(({ command, description, usage_hint }) => ({
        command,
        description,
        usageHint: usage_hint,
      })),
      shortcuts: features.shortcuts.map(({ type, name, callback_id }) => ({
        kind: type,
        name,
        callbackId: callback_id,
      })),
    },
    unfurlDomains: features.unfurl_domains,
    scopes: oauth.scopes.bot,
  };
}
