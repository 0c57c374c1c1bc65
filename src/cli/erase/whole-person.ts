/** On Enterprise Grid a person has two ids, and what is stored may name either. */
import type { Config } from '../../config/config.ts';
import { createLogger } from '../../log.ts';
import { SlackClient } from '../../slack/api/client.ts';
import { slackFailure } from '../../slack/api/errors.ts';
import { slackLogger } from '../../slack/api/sdk-log.ts';
import type { Subject } from '../../store/erase/subject.ts';

type Person = Extract<Subject, { kind: 'person' }>;

/** Undefined if Slack can't be asked, or doesn't know the person any more. */
export async function wholePerson(
  { ids: [id] }: Person,
  { botToken, apiUrl }: Config['slack'],
): Promise<Person | undefined> {
  const client = new SlackClient(botToken, {
    slackApiUrl: apiUrl,
    logger: slackLogger(createLogger('silent')),
    timeout: 10_000,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  try {
    const { user } = await client.users.info({ user: id });
    const others = [user?.id, user?.enterprise_user?.id].filter((each) => each !== undefined);
    return { kind: 'person', ids: [id, ...new Set(others.filter((each) => each !== id))] };
  } catch (error) {
    if (slackFailure(error) === undefined) throw error;
    return undefined;
  }
}
