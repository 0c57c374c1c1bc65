/** Short notices from Slack or the playground that disappear again. */
import { createContext, useContext } from 'react';

export const NoticesContext = createContext<(sentence: string) => void>(() => {});
export const useNotices = () => useContext(NoticesContext);
