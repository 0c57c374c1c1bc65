/**
 * Trigger ids: each opens one modal, within three seconds of its click or command.
 * Slack's documentation: "expired_trigger_id" after 3 s, "exchanged_trigger_id" for a second use.
 */
import type { Ids } from './ids.ts';
import { SlackRefusal } from './refusal.ts';

/** Where a trigger came from. */
export type Trigger = { userId: string; fromViewId?: string };

export function createTriggers(now: () => Date, ids: Ids, lifetimeMs: number) {
  const issued = new Map<string, Trigger & { issuedAt: number; used: boolean }>();
  return {
    issue(trigger: Trigger): string {
      const id = ids.trigger();
      issued.set(id, { ...trigger, issuedAt: now().getTime(), used: false });
      return id;
    },

    /** Does not use the trigger up. @throws the refusal that Slack would answer with */
    check(id: string): Trigger {
      const trigger = issued.get(id);
      if (!trigger) throw new SlackRefusal('invalid_trigger_id');
      if (trigger.used) throw new SlackRefusal('exchanged_trigger_id');
      if (now().getTime() - trigger.issuedAt > lifetimeMs) throw new SlackRefusal('expired_trigger_id');
      return trigger;
    },

    /** Uses a trigger up, once its modal is open. */
    use(id: string): void {
      const trigger = issued.get(id);
      if (trigger) trigger.used = true;
    },
  };
}
