/** A Web API method: the token and scopes that it needs, its arguments, and what it does. */
import type { z } from 'zod';
import { zodProblems } from '../block-kit.ts';
import type { JsonObject } from '../json.ts';
import { refusalWithMessages } from '../refusal.ts';
import type { World } from '../world.ts';

export type Method = {
  /** `none`: whoever asks is answered. */
  token: 'bot' | 'app' | 'none';
  /** All must be granted. If scopes depend on the arguments, the method checks them itself. */
  scopes: readonly string[];
  /** Returns the answer without `ok: true`. @throws SlackRefusal */
  run: (world: World, args: JsonObject) => JsonObject;
};

export function method<Schema extends z.ZodType>(definition: {
  token?: 'bot' | 'app' | 'none';
  scopes?: readonly string[];
  args: Schema;
  run: (world: World, args: z.infer<Schema>) => JsonObject;
}): Method {
  return {
    token: definition.token ?? 'bot',
    scopes: definition.scopes ?? [],
    run: (world, args) => {
      const parsed = definition.args.safeParse(args);
      if (!parsed.success) throw refusalWithMessages('invalid_arguments', zodProblems(parsed.error, args, ''));
      return definition.run(world, parsed.data);
    },
  };
}
