/** What a Web API method is: the token and scopes that it needs, its arguments, and what it does. */
import type { z } from 'zod';
import { zodProblems } from '../block-kit.ts';
import type { JsonObject } from '../json.ts';
import { refusalWithMessages } from '../refusal.ts';
import type { World } from '../world.ts';

export type Method = {
  token: 'bot' | 'app';
  /** Scopes that must all be granted; what depends on the arguments, the method asks for itself. */
  scopes: readonly string[];
  /** Returns what the answer holds besides `ok: true`; throws SlackRefusal for everything else. */
  run: (world: World, args: JsonObject) => JsonObject;
};

export function method<Schema extends z.ZodType>(definition: {
  token?: 'bot' | 'app';
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
