/** POST /response/<id>: an app's answer to a command or a click through its response URL. */
import type { Context } from 'hono';
import { z } from 'zod';
import { type Content, contentArguments, readContent } from './content.ts';
import { type Connection, faultyResponse } from './fault-response.ts';
import { app } from './ids.ts';
import { type JsonObject, objectIn } from './json.ts';
import { SlackRefusal } from './refusal.ts';
import type { ResponseUrl } from './response-urls.ts';
import { checkThread, postAsApp } from './web-api/chat.ts';
import type { World } from './world.ts';

const answerArguments = z.object({
  ...contentArguments,
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
  thread_ts: z.string().optional(),
});
type Answer = z.infer<typeof answerArguments>;

type Outcome = { status: number; body: JsonObject };
type Use = ReturnType<World['responseUrls']['use']>;

export function responseUrlRoute(world: World): (context: Context<{ Bindings: Connection }>) => Promise<Response> {
  return async (context) => {
    const done = world.inFlight.begin();
    context.env.outgoing.once('close', done);
    const id = context.req.param('id') ?? '';
    const args = objectIn(await context.req.text());
    const finish = world.recording.call({ method: 'response_url', args: args ?? {}, at: world.now() });
    const use = world.responseUrls.use(id);
    const answer = async (): Promise<Response> => {
      const { status, body } = take(world, use, args);
      finish({ status, response: body });
      return status === 200 ? context.text('ok') : Response.json(body, { status });
    };
    const fault = world.faults.take('response_url');
    if (!fault) return answer();
    const response = await faultyResponse(fault, context.env, answer);
    finish({ fault: fault.kind });
    return response;
  };
}

function take(world: World, use: Use, args: JsonObject | undefined): Outcome {
  if ('error' in use) return { status: 404, body: { ok: false, error: use.error } };
  const answer = answerArguments.safeParse(args);
  if (!answer.success) return { status: 400, body: { ok: false, error: 'invalid_payload' } };
  const { replace_original, delete_original } = answer.data;
  const hasOriginal = use.target.original.kind !== 'none';
  if (
    (replace_original || delete_original) &&
    !hasOriginal &&
    world.responseUrls.settings.withoutOriginal === 'strict'
  ) {
    return { status: 404, body: { ok: false, error: 'no_original' } };
  }
  try {
    apply(world, use.target, answer.data);
    return { status: 200, body: { ok: true } };
  } catch (error) {
    if (error instanceof SlackRefusal) return { status: 400, body: { ok: false, error: error.code, ...error.details } };
    throw error;
  }
}

function apply(world: World, target: ResponseUrl, answer: Answer): void {
  if (answer.delete_original) {
    removeOriginal(world, target);
    return;
  }
  const content = readContent(answer, answer.response_type === 'in_channel' ? 'message' : 'ephemeral');
  if (answer.replace_original && replaceOriginal(world, target, content)) return;
  addAnswer(world, target, answer, content);
}

/** Also for an answer in the acknowledgement of a command. */
export function addAnswer(
  world: World,
  target: ResponseUrl,
  answer: Pick<Answer, 'response_type' | 'thread_ts'>,
  content: Content,
): void {
  const { channel, user } = target;
  // If the app does not name the thread, Slack shows the answer in the channel, even after a click in a thread.
  const threadTs = answer.thread_ts;
  checkThread(world, channel, threadTs);
  if (answer.response_type === 'in_channel') {
    postAsApp(world, { channel, threadTs, content });
    return;
  }
  world.messages.addEphemeral({
    channel,
    ts: world.ids.ts(),
    user,
    by: 'app',
    text: '',
    blocks: [],
    attachments: [],
    ...content,
    ...(threadTs !== undefined && { threadTs }),
  });
}

/** False if there is nothing to replace: the answer becomes a new message. */
function replaceOriginal(world: World, { channel, original }: ResponseUrl, content: Content): boolean {
  const whole = { text: '', blocks: [], attachments: [], ...content };
  switch (original.kind) {
    case 'none':
      return false;
    case 'ephemeral':
      world.messages.changeEphemeral(original.ts, whole);
      return true;
    case 'message':
      world.messages.change(channel, original.ts, {
        ...whole,
        edited: { user: app.botUserId, ts: world.ids.ts() },
      });
      return true;
    case 'unfurl':
      changeUnfurls(world, channel, original, (unfurl) => [{ ...unfurl, blocks: whole.blocks }]);
      return true;
  }
}

function removeOriginal(world: World, { channel, original }: ResponseUrl): void {
  switch (original.kind) {
    case 'none':
      return;
    case 'ephemeral':
      world.messages.removeEphemeral(original.ts);
      return;
    case 'message':
      world.messages.remove(channel, original.ts);
      return;
    case 'unfurl':
      changeUnfurls(world, channel, original, () => []);
  }
}

type Unfurls = NonNullable<ReturnType<World['messages']['get']>>['unfurls'];

function changeUnfurls(
  world: World,
  channel: string,
  { ts, url }: { ts: string; url: string },
  change: (unfurl: Unfurls[number]) => Unfurls,
): void {
  const unfurls = world.messages.get(channel, ts)?.unfurls ?? [];
  world.messages.change(channel, ts, {
    unfurls: unfurls.flatMap((unfurl) => (unfurl.url === url ? change(unfurl) : [unfurl])),
  });
}
