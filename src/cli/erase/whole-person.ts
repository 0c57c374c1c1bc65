/** On Enterprise Grid a person has two ids, and what is stored may name either. */
import type { Config } from '../../config/config.ts';
import { createDispatcher } from '../../dispatcher.ts';
import { createLogger } from '../../log.ts';
import { SlackClient } from '../../slack/api/client.ts';
import { slackFailure } from '../../slack/api/errors.ts';
import { SlackFetch, slackLimits } from '../../slack/api/fetch.ts';
import { slackLogger } from '../../slack/api/sdk-log.ts';
import type { Subject } from '../../store/erase/subject.ts';

/** An empty one would be found in every text. */
const isUserId = (text: string) => /^[UW][A-Z0-9]{2,}$/.test(text);

type Person = Extract<Subject, { kind: 'person' }>;

/** Undefined if Slack can't be asked, or doesn't know the person any more. */
export async function wholePerson(
  { ids: [id] }: Person,
  { slack, proxies }: Pick<Config, 'slack' | 'proxies'>,
): Promise<Person | undefined> {
  const dispatcher = createDispatcher(proxies, { connectMs: slackLimits.connectMs });
  const client = new SlackClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    logger: slackLogger(createLogger('silent')),
    fetch: new SlackFetch(dispatcher, () => {}).fetch,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  try {
    const { user } = await client.users.info({ user: id });
    const others = [user?.id, user?.enterprise_user?.id].filter((each) => each !== undefined);
    return { kind: 'person', ids: [id, ...new Set(others.filter((each) => each !== id && isUserId(each)))] };
  } catch (error) {
    if (slackFailure(error) === undefined) throw error;
    return undefined;
  } finally {
    await dispatcher.close();
  }
}
