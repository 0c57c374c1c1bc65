/**
 * What the app shows outside of messages and modals: previews of an unsent message, and the details of a Work Object.
 */
import type { JsonObject } from './json.ts';
import type { Unfurl } from './messages.ts';

/** An unsent message with the previews of its links. */
export type Draft = {
  unfurlId: string;
  user: string;
  /** As in `link_shared`. */
  links: readonly string[];
  unfurls: readonly Unfurl[];
};

/** What the app presented when somebody opened a Work Object. */
export type Details = { user: string; url: string; shown: { entity: JsonObject } | { error: JsonObject } };

export function createPanes(changed: () => void) {
  const drafts = new Map<string, Draft>();
  const details: Details[] = [];
  const askedFor = new Map<string, string>();
  return {
    draft: (unfurlId: string): Draft | undefined => drafts.get(unfurlId),
    setDraft(draft: Draft): void {
      drafts.set(draft.unfurlId, draft);
      changed();
    },

    /** Remembers which link this trigger asks details for. */
    askDetails(triggerId: string, url: string): void {
      askedFor.set(triggerId, url);
    },
    urlAskedFor: (triggerId: string): string | undefined => askedFor.get(triggerId),
    present(entry: Details): void {
      details.push(entry);
      changed();
    },
    details: (user: string): readonly Details[] => details.filter((each) => each.user === user),
  };
}
