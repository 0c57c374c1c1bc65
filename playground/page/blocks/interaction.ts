/** How elements reach the app: what a surface (message, unfurl, modal) does when somebody uses one of its elements. */
import { createContext, useContext } from 'react';
import type { Choice, Conversation, Person } from '../../demo/state.ts';

export interface Interaction {
  /** Resolves when the app has acknowledged. */
  use(blockId: string, actionId: string, choice?: Choice): Promise<void>;
  /** In a modal: what the inputs hold, by block_id, and what the app said of it. */
  values: Readonly<Record<string, Choice>>;
  setValue(blockId: string, value: Choice): void;
  errors: Readonly<Record<string, string>>;
}

export const InteractionContext = createContext<Interaction>({
  use: async () => {},
  values: {},
  setValue: () => {},
  errors: {},
});

export const useInteraction = () => useContext(InteractionContext);

/** What pickers of people and conversations offer. */
export const DirectoryContext = createContext<{
  people: readonly Person[];
  conversations: readonly (Conversation & { label: string })[];
}>({ people: [], conversations: [] });
