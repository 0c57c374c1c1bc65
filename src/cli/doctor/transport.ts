/** Do Slack's requests arrive? For Socket Mode a real socket is opened; of HTTP only Slack knows. */
import { WebAPIPlatformError } from '@slack/web-api';
import type { Dispatcher } from 'undici';
import { handingOn } from '../../dispatcher.ts';
import { createLogger } from '../../log.ts';
import type { Transport } from '../../slack/dispatch/receiver.ts';
import { SlackSocket, SocketRefusedError } from '../../slack/dispatch/slack-socket.ts';
import { type Finding, notExamined, note, ok, wrong } from './finding.ts';
import { type Fault, networkFault } from './network-fault.ts';
import { refusalCode, type SlackVisit } from './slack-visit.ts';

const what = 'Socket Mode';
/** What Slack allows an app. */
const mostConnections = 10;
/** Each process of the app holds two. */
const perProcess = 2;

export async function examineTransport(transport: Transport, visit: SlackVisit, limitMs: number): Promise<Finding[]> {
  if (transport.kind === 'http') return [overHttp];
  if ((await visit.reached).kind === 'fault') return [notExamined(what, 'Slack can’t be reached')];
  return [await overSocket(transport.appToken, visit, limitMs), socketSettings];
}

/** Slack tells an app nothing about these. */
const overHttp = note('HTTP', 'Slack must reach https://<your host>/slack/events. Look at the app’s settings', {
  details: [
    'Event Subscriptions: on, and the request URL is verified. Start the app first, then press "Retry" there.',
    'Interactivity & Shortcuts: on, with the same request URL.',
    'Slash Commands: /hec-event has the same request URL.',
    'Basic Information: its signing secret is the one in SLACK_SIGNING_SECRET.',
  ],
});

const socketSettings = note('Settings', 'Slack does not tell whether these are on. Look at the app’s settings', {
  details: ['Event Subscriptions: on, with the events of manifest.yml.', 'Interactivity & Shortcuts: on.'],
});

async function overSocket(appToken: string, visit: SlackVisit, limitMs: number): Promise<Finding> {
  let broken: unknown;
  const dispatcher = visit.dispatcher.compose(
    tellingErrors((error) => {
      broken = error;
    }),
  );
  const options = { appToken, clientOptions: visit.clientOptions, dispatcher, logger: createLogger('silent') };
  const socket = new SlackSocket({ ...options, pingMs: limitMs, openMs: limitMs }, () => {});
  try {
    const { connections = 1 } = await socket.open();
    return opened(connections - 1);
  } catch (error) {
    const { says, fix } = refusal(error) ?? networkFault(error, visit.peer) ?? socketFault(broken);
    return wrong(what, says, fix);
  } finally {
    // At once, so that Slack sends it nobody's request.
    await socket.close();
  }
}

/** A WebSocket that does not open keeps the reason to itself. */
function tellingErrors(tell: (error: Error) => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      ...handingOn(handler),
      onResponseError(controller, error) {
        tell(error);
        handler.onResponseError?.(controller, error);
      },
    });
}

function opened(others: number): Finding {
  if (others === 0) return ok(what, 'a socket opens.');
  const open = others === 1 ? 'Another one is open' : `${others} others are open`;
  if (others <= mostConnections - perProcess) return ok(what, `a socket opens. ${open}: the app seems to be running.`);
  const fix = 'Run at most four processes, and stop those that are not needed.';
  return note(what, `a socket opens. ${open}, and Slack allows ${mostConnections}.`, { fix });
}

function refusal(error: unknown): Fault | undefined {
  if (error instanceof SocketRefusedError && error.reason === 'link_disabled') {
    return {
      says: 'switched off in the app’s settings (link_disabled).',
      fix: 'Switch it on there, or unset SLACK_APP_TOKEN to take requests over HTTP.',
    };
  }
  if (error instanceof SocketRefusedError && error.reason === 'too_many_websockets') {
    return {
      says: `Slack allows ${mostConnections} sockets, and all are open (too_many_websockets).`,
      fix: 'Stop processes of the app that are not needed: each holds two.',
    };
  }
  if (!(error instanceof WebAPIPlatformError)) return undefined;
  return {
    says: `Slack refuses SLACK_APP_TOKEN (${refusalCode(error)}).`,
    fix: 'Set an app-level token with the scope connections:write, from "Basic Information".',
  };
}

/** Slack's Web API could be asked, and gave an address for the socket. @param error of the connection */
function socketFault(error: unknown): Fault {
  const hosts = 'wss-primary.slack.com and wss-backup.slack.com';
  const fault = networkFault(error, { host: 'the host of the socket', setBy: `the way out to ${hosts}` });
  if (fault !== undefined) return fault;
  return {
    says: 'Slack gave an address for a socket, but none opened.',
    fix: `A proxy or a firewall may let https pass, and not WebSockets. Allow them to ${hosts}.`,
  };
}
