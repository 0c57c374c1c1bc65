/**
 * The local Slack: a real HTTP and WebSocket server on loopback in place of slack.com, for tests and for the demo.
 * The app under test gets its `apiUrl`. Tests act as people and read what conversations hold.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { loopbackOnly } from '../loopback.ts';
import { madeUpSecret } from '../secrets.ts';
import { createDeliverer } from './delivery/deliver.ts';
import { createSockets } from './delivery/socket.ts';
import { tellOfDirectMessages } from './direct-messages.ts';
import { app as installedApp } from './ids.ts';
import { createPeople } from './people/people.ts';
import type { Delivery, Retry } from './recording.ts';
import { responseUrlRoute } from './response-url.ts';
import { webApi } from './web-api/route.ts';
import { createWorld, type Installation } from './world.ts';

export { app, appDirectMessage, channels, groups, people, team } from './ids.ts';

export type SlackSimulatorOptions = Partial<Pick<Installation, 'signingSecret' | 'botToken' | 'appToken'>> & {
  port?: number;
  /** The clock for timestamps, triggers and response URLs. Signatures use the real time. */
  now?: () => Date;
  /** How long Slack waits for an acknowledgement. Default 3,000. */
  ackWithinMs?: number;
  /** How many ids were made up before, where the workspace goes on from a recorded one: 0. */
  idsBefore?: number;
  /** How long a trigger id opens a modal: 3,000. */
  triggersLastMs?: number;
};

const defaultScopes = [
  'app_mentions:read',
  'channels:read',
  'chat:write',
  'commands',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'links:read',
  'links:write',
  'usergroups:read',
  'users:read',
];

export type SlackSimulator = Awaited<ReturnType<typeof startSlackSimulator>>;

export async function startSlackSimulator(options: SlackSimulatorOptions = {}) {
  const { port = 0, now = () => new Date(), ackWithinMs = 3_000, triggersLastMs = 3_000, idsBefore = 0 } = options;
  const installation: Installation = {
    signingSecret: options.signingSecret ?? madeUpSecret(),
    botToken: options.botToken ?? `xoxb-${madeUpSecret()}`,
    appToken: options.appToken ?? `xapp-${madeUpSecret()}`,
    revoked: false,
    grantedScopes: [...defaultScopes],
    unfurlDomains: ['portal.checkpoint.com', 'avanan.net', 'checkpointcloudsec.com'],
    validatesBlocks: false,
  };
  let origin = '';
  let requestUrl: string | undefined;
  const world = createWorld(installation, { now, origin: () => origin, triggersLastMs, idsBefore });
  const sockets = createSockets(world.ids, () => origin, world.changes.notify);
  const deliverer = createDeliverer(world, { sockets, requestUrl: () => requestUrl, ackWithinMs });
  tellOfDirectMessages({ world, deliverer });

  const routes = new Hono<{ Bindings: { incoming: IncomingMessage; outgoing: ServerResponse } }>();
  routes.use(loopbackOnly);
  routes.post('/api/:method', webApi(world, sockets));
  routes.post('/response/:id', responseUrlRoute(world));

  const server = createServer(getRequestListener(routes.fetch, { overrideGlobalObjects: false }));
  sockets.attach(server);
  const address = await new Promise<AddressInfo>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const bound = server.address();
      if (typeof bound === 'object' && bound) resolve(bound);
    });
  });
  origin = `http://127.0.0.1:${address.port}`;

  return {
    origin,
    /** For the app's SLACK_API_URL. */
    apiUrl: `${origin}/api/`,
    /** The app's secrets, scopes and link domains. Can be changed while it runs. */
    installation,
    app: installedApp,
    /** People, groups and conversations. Can be changed while it runs. */
    workspace: world.workspace,
    faults: world.faults,
    /** What a command's address does. Can be changed while it runs. */
    responseUrls: world.responseUrls.settings,
    /** Slack's limits on how often a method is called: `enforce()` switches them on. */
    rateLimits: world.rateLimits,

    /** From now on, delivers everything to this address over HTTP. */
    connectHttp(url: string): void {
      requestUrl = url;
    },
    socketCount: sockets.count,
    announceRefresh: sockets.announceRefresh,
    switchOffSocketMode: sockets.switchOff,
    breakOneSocket: sockets.breakOne,
    /**
     * Cuts off Socket Mode: connections break, and new ones and `apps.connections.open` fail, until the returned
     * function is called or `forMs` has passed.
     */
    cutSockets({ forMs }: { forMs?: number } = {}): () => void {
      sockets.cut();
      if (forMs !== undefined) setTimeout(sockets.restore, forMs).unref();
      return sockets.restore;
    },

    ...createPeople({ world, deliverer }),
    /** Sends any body and headers to the app's HTTP address. */
    rawRequest: deliverer.raw,
    /** Sends a delivery again; by default the last event, as its first retry. */
    redeliver(
      delivery: Delivery | undefined = world.recording.deliveries.findLast(({ kind }) => kind === 'event'),
      retry: Retry = { number: 1, reason: 'http_timeout' },
    ) {
      if (!delivery) throw new Error('Nothing was delivered yet that could be delivered again');
      return deliverer.redeliver(delivery, retry);
    },

    /** Oldest first, including thread replies. */
    messages: world.messages.in,
    message: world.messages.get,
    /** The parent message and its replies. */
    thread: world.messages.thread,
    /** What only this person sees. */
    ephemerals: world.messages.ephemerals,
    /** A person's open modals, top one last. */
    views: world.views.of,
    home: world.views.home,
    draft: world.panes.draft,
    /** The Work Object details that the app presented to a person. */
    details: world.panes.details,

    /** Puts in what stood there before the simulator started, such as what another version of the app posted. */
    put: {
      message: world.messages.put,
      ephemeral: world.messages.addEphemeral,
      modal: world.views.open,
      home: world.views.publish,
      details: world.panes.present,
      /** An address for what is there, as its command or click came with. */
      responseUrl: world.responseUrls.issue,
    },

    calls: world.recording.calls,
    deliveries: world.recording.deliveries,
    onTraffic: world.recording.onTraffic,
    until: world.changes.until,
    onChange: world.changes.onChange,
    settled: world.inFlight.settled,

    async close(): Promise<void> {
      sockets.close();
      await deliverer.close();
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await ended;
    },
  };
}
