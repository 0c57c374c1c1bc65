/**
 * The methods of Slack's Web API that the app calls. Where they show text, they take only what `text.ts` made: Slack's own
 * types take any string.
 */
import type {
  AuthTestResponse,
  ChatPostEphemeralResponse,
  ChatPostMessageResponse,
  ChatUnfurlResponse,
  ChatUpdateResponse,
  ConversationsInfoResponse,
  EntityPresentDetailsResponse,
  UsergroupsUsersListResponse,
  UsersInfoResponse,
  ViewsOpenResponse,
  ViewsPublishResponse,
  ViewsPushResponse,
  ViewsUpdateResponse,
} from '@slack/web-api';
import type { HomeView, KnownBlock, ModalView } from '../blocks/block-kit.ts';
import type { Message, PublicMessage } from '../blocks/message.ts';
import type { Mrkdwn, Plain } from '../blocks/text.ts';
import type { SharedWorkObject, WorkObject } from '../blocks/work-object-types.ts';

export interface SlackApi {
  /**
   * The same, but each call asks once its turn has come: what was allowed before it waited may not be any more.
   * Calls then throw NoLongerAllowedError.
   */
  asking(isAllowed: () => Promise<boolean>): SlackApi;
  readonly auth: { test(): Promise<AuthTestResponse> };
  readonly chat: {
    postMessage(post: Post): Promise<ChatPostMessageResponse>;
    postEphemeral(post: EphemeralPost): Promise<ChatPostEphemeralResponse>;
    update(edit: Edit): Promise<ChatUpdateResponse>;
    unfurl(previews: (SentLinks | ComposedLink) & Previews): Promise<ChatUnfurlResponse>;
  };
  readonly conversations: { info(of: { channel: string }): Promise<ConversationsInfoResponse> };
  readonly entity: { presentDetails(details: Details): Promise<EntityPresentDetailsResponse> };
  readonly usergroups: {
    readonly users: { list(of: { usergroup: string; team_id: string }): Promise<UsergroupsUsersListResponse> };
  };
  readonly users: { info(of: { user: string }): Promise<UsersInfoResponse> };
  readonly views: {
    open(opening: { trigger_id: string; view: ModalView }): Promise<ViewsOpenResponse>;
    push(opening: { trigger_id: string; view: ModalView }): Promise<ViewsPushResponse>;
    update(edit: { view_id: string; hash?: string; view: ModalView }): Promise<ViewsUpdateResponse>;
    publish(home: { user_id: string; view: HomeView }): Promise<ViewsPublishResponse>;
  };
  paginate(method: 'conversations.members', of: { channel: string; limit: number }): AsyncIterable<unknown>;
  paginate(method: 'users.conversations', of: JoinedBy): AsyncIterable<unknown>;
}

/** Without a user, those that the app is in. */
type JoinedBy = {
  user?: string;
  types: 'public_channel,private_channel';
  exclude_archived: true;
  limit: number;
  team_id: string;
};

/** Nothing in a message turns into a mention or a link. */
interface Inert {
  link_names: false;
  parse: 'none';
}

interface Post extends PublicMessage, Inert {
  channel: string;
  thread_ts?: string;
  unfurl_links: false;
  unfurl_media: false;
}

interface EphemeralPost extends Message, Inert {
  channel: string;
  user: string;
  thread_ts?: string;
}

interface Edit extends Message, Inert {
  channel: string;
  ts: string;
}

interface SentLinks {
  channel: string;
  ts: string;
}

interface ComposedLink {
  source: 'composer';
  unfurl_id: string;
}

interface Previews {
  unfurls: Record<string, { blocks: KnownBlock[] }>;
  metadata?: { entities: SharedWorkObject[] };
}

type Details = { trigger_id: string } & ({ metadata: WorkObject } | { error: DetailsError });

/** Why Slack shows no details: one of its own reasons, or ours. */
export type DetailsError =
  | { status: 'timeout' | 'restricted' | 'not_found' | 'internal_error' }
  | { status: 'custom'; custom_title: Plain; custom_message: Mrkdwn };
