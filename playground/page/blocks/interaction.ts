/** What a surface (message, unfurl, modal) does when somebody uses one of its elements. */
import { createContext, useContext } from 'react';
import type { Choice, Conversation, Person } from '../../demo/state.ts';

export interface Interaction {
  /** Resolves once the app has acknowledged. */
  use(blockId: string, actionId: string, choice?: Choice): Promise<void>;
  /** In a modal: the inputs' values by block_id, and the app's errors. */
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
