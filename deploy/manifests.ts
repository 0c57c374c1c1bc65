/**
 * `npm run manifest`: makes `manifest.json`, which Slack's command line reads, and `manifest.http.yml` from `manifest.yml`.
 *
 * Only `manifest.yml` is edited by hand.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isMap, isSeq, parseDocument } from 'yaml';

const requestUrl = 'https://hec-slack.example.com/slack/events';

const httpHeader = `# The Slack app for HTTP: replace hec-slack.example.com with the address where Slack reaches the app, then paste this at
# https://api.slack.com/apps > Create New App > From a manifest. Made from manifest.yml by "npm run manifest".
`;

/** The manifests by the names of their files. */
export function manifestsFrom(socketMode: string): Record<string, string> {
  return {
    'manifest.json': `${JSON.stringify(parseDocument(socketMode).toJS(), undefined, 2)}\n`,
    'manifest.http.yml': overHttp(socketMode),
  };
}

function overHttp(socketMode: string): string {
  const [, withoutHeader = ''] = socketMode.match(/^(?:#.*\n)*([\s\S]*)$/) ?? [];
  const document = parseDocument(withoutHeader);
  const commands = document.getIn(['features', 'slash_commands']);
  if (isSeq(commands)) for (const command of commands.items) if (isMap(command)) command.set('url', requestUrl);
  for (const kind of ['event_subscriptions', 'interactivity']) {
    document.setIn(['settings', kind, 'request_url'], requestUrl);
  }
  document.setIn(['settings', 'socket_mode_enabled'], false);
  return httpHeader + document.toString({ lineWidth: 0 });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = new URL('../', import.meta.url);
  const files = manifestsFrom(await readFile(new URL('manifest.yml', root), 'utf8'));
  for (const [name, text] of Object.entries(files)) await writeFile(new URL(name, root), text);
}
