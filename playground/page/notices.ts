/** Short sentences that come and go, for what Slack or the playground has to say beside the conversation. */
import { createContext, useContext } from 'react';

export const NoticesContext = createContext<(sentence: string) => void>(() => {});
export const useNotices = () => useContext(NoticesContext);
