import { expect, test } from 'vitest';
import { type Config, ConfigError, loadConfig } from '../../src/config/config.ts';

const complete = {
  SLACK_BOT_TOKEN: 'xoxb-1-secret',
  SLACK_APP_TOKEN: 'xapp-1-secret',
  HEC_REGION: 'us',
  HEC_CLIENT_ID: 'client',
  HEC_ACCESS_KEY: 'key-secret',
};

const proxiesOf = (env: Record<string, string>): Config['proxies'] => loadConfig({ ...complete, ...env }).proxies;

function problemsOf(env: Record<string, string>): string[] {
  try {
    proxiesOf(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test('without a proxy there is none, whatever NO_PROXY says', () => {
  expect(proxiesOf({})).toBeUndefined();
  expect(proxiesOf({ NO_PROXY: 'example.com', HTTPS_PROXY: ' ' })).toBeUndefined();
});

test('the two proxies and their exceptions are read, with a user and a password if they have them', () => {
  const env = { HTTPS_PROXY: 'http://app:p%40ss@proxy.example:3128', HTTP_PROXY: 'https://other.example' };
  expect(proxiesOf({ ...env, NO_PROXY: 'localhost,.internal:8080' })).toEqual({
    https: 'http://app:p%40ss@proxy.example:3128',
    http: 'https://other.example',
    except: 'localhost,.internal:8080,localhost,127.0.0.1,[::1]',
  });
});

test('a proxy without a scheme is an http one, as for other programs', () => {
  expect(proxiesOf({ HTTPS_PROXY: 'proxy.example:3128' })?.https).toBe('http://proxy.example:3128');
  expect(proxiesOf({ HTTPS_PROXY: 'app:word@proxy.example:3128' })?.https).toBe('http://app:word@proxy.example:3128');
});

test('of a proxy’s two names the lower-case one wins, unless it is empty', () => {
  const upper = { HTTPS_PROXY: 'http://upper:1', HTTP_PROXY: 'http://upper:2', NO_PROXY: 'upper.example' };
  const lower = { https_proxy: 'http://lower:1', http_proxy: 'http://lower:2', no_proxy: 'lower.example' };
  expect(proxiesOf({ ...upper, ...lower })).toEqual({
    https: 'http://lower:1',
    http: 'http://lower:2',
    except: 'lower.example,localhost,127.0.0.1,[::1]',
  });
  expect(proxiesOf({ ...upper, https_proxy: '', http_proxy: '', no_proxy: '' })).toEqual({
    https: 'http://upper:1',
    http: 'http://upper:2',
    except: 'upper.example,localhost,127.0.0.1,[::1]',
  });
});

test('a * in NO_PROXY, also among others, means no proxy at all', () => {
  expect(proxiesOf({ HTTPS_PROXY: 'http://proxy:1', NO_PROXY: '*' })).toBeUndefined();
  expect(proxiesOf({ HTTPS_PROXY: 'http://proxy:1', NO_PROXY: 'localhost, *' })).toBeUndefined();
});

test('an IPv6 address in NO_PROXY is meant with or without brackets', () => {
  expect(proxiesOf({ HTTPS_PROXY: 'http://proxy:1', NO_PROXY: '::1 [fd00::2],10.0.0.0/8 a.example:443' })?.except).toBe(
    '[::1],[fd00::2],10.0.0.0/8,a.example:443,localhost,127.0.0.1,[::1]',
  );
});

test('this machine, which may be asked without TLS, is never reached through a proxy elsewhere', () => {
  const here = 'http://127.0.0.1:3128';
  const elsewhere = 'http://proxy.example:3128';
  for (const env of [
    { HTTPS_PROXY: elsewhere },
    { HTTP_PROXY: elsewhere },
    { HTTPS_PROXY: here, HTTP_PROXY: elsewhere },
  ])
    expect(proxiesOf(env)?.except).toBe('localhost,127.0.0.1,[::1]');
  expect(proxiesOf({ HTTPS_PROXY: here })?.except).toBe('');
});

test.each([
  'socks5://proxy.example:1080',
  'http://',
  'http://proxy.example:port',
  'http://app:se#cret@proxy.example',
  'http://app:se%zzcret@proxy.example',
  'http://proxy.example/path',
  'http://proxy.example?query',
])('%s is refused as a proxy by the name of its variable, and not repeated', (value) => {
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']) {
    const problems = problemsOf({ [name]: value });
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name} must be a proxy’s address`))]);
    expect(problems.join()).not.toMatch(/cret|example/);
  }
});

test('a user without a password is refused, because nothing would be sent of it', () => {
  expect(problemsOf({ HTTPS_PROXY: 'http://only-a-user@proxy.example' })).toEqual([
    expect.stringMatching(/^HTTPS_PROXY has a user but no password/),
  ]);
});
