/** Every request between Slack, the app and HEC as the page shows it: secrets masked, newest 300 kept. */
import type { HecSimulator, RecordedRequest } from '../hec/server.ts';
import { masked, type Traffic } from '../slack/recording.ts';
import type { SlackSimulator } from '../slack/server.ts';
import type { TrafficEntry } from './state.ts';

const kept = 300;

export function followTraffic(slack: SlackSimulator, hec: HecSimulator, added: (entry: TrafficEntry) => void) {
  const entries = new Map<string, TrafficEntry>();
  const hecIds = new WeakMap<RecordedRequest, string>();
  let hecCount = 0;

  const put = (entry: TrafficEntry): void => {
    entries.set(entry.id, entry);
    for (const id of entries.keys()) {
      if (entries.size <= kept) break;
      entries.delete(id);
    }
    added(entry);
  };

  slack.onTraffic((traffic) => put(ofSlack(traffic)));
  hec.onRequest((request) => {
    let id = hecIds.get(request);
    if (id === undefined) {
      hecCount += 1;
      id = `hec-${hecCount}`;
      hecIds.set(request, id);
    }
    put(ofHec(id, request, hec.accessKey));
  });

  return { entries: (): TrafficEntry[] => [...entries.values()] };
}

function ofSlack(traffic: Traffic): TrafficEntry {
  const common = { id: `slack-${traffic.id}`, at: traffic.at.getTime() };
  if (traffic.direction === 'from_app') {
    const { method, args, status, response, fault, elapsedMs } = traffic;
    return {
      ...common,
      route: 'app_to_slack',
      title: method,
      status,
      elapsedMs,
      fault,
      request: withJsonRead(args),
      response,
    };
  }
  const { kind, payload, acknowledgement, retry } = traffic;
  return {
    ...common,
    route: 'slack_to_app',
    title: titleOf(kind, payload),
    ...(acknowledgement && {
      ...(acknowledgement.status > 0 && { status: acknowledgement.status }),
      elapsedMs: acknowledgement.elapsedMs,
      ...(acknowledgement.outcome !== 'acknowledged' && { fault: acknowledgement.outcome.replace('_', ' ') }),
    }),
    request: retry === undefined ? payload : { retry, payload },
    response: masked(acknowledgement?.body ?? ''),
  };
}

/** Form fields carry objects as JSON text. */
function withJsonRead(args: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, readJson(value)]));
}

function readJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function titleOf(kind: string, payload: Record<string, unknown>): string {
  if (kind === 'command') return `${payload.command} ${payload.text}`;
  const { event } = payload;
  if (typeof event === 'object' && event !== null && 'type' in event) return String(event.type);
  return typeof payload.type === 'string' ? payload.type : kind;
}

function ofHec(id: string, request: RecordedRequest, accessKey: string): TrafficEntry {
  const { method, path, query, body, at, status, response } = request;
  const search = new URLSearchParams(query).toString();
  return {
    id,
    at: at.getTime(),
    route: 'app_to_hec',
    title: `${method} ${path}${search === '' ? '' : `?${search}`}`,
    status,
    request: withoutSecret(body, accessKey),
    response: masked(response),
  };
}

function withoutSecret(value: unknown, secret: string): unknown {
  const text = JSON.stringify(value);
  return text === undefined ? undefined : readJson(text.replaceAll(secret, '•••'));
}
