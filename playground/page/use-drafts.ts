/**
 * What somebody has typed and not sent: one text for each person, conversation and thread. It survives a reload, and a
 * playground that is stopped and started again.
 */
import { useCallback, useEffect, useState } from 'react';
import { z } from 'zod';
import type { Place } from './use-place.ts';

const key = 'hec-slack-playground-drafts';
const stored = z.record(z.string(), z.string());

export type Texts = Readonly<Record<string, string>>;

export const draftKey = ({ user, channel, thread }: Pick<Place, 'user' | 'channel' | 'thread'>): string =>
  [user, channel, ...(thread === undefined ? [] : [thread])].join('/');

/** The next text, or how it follows from the one before. */
export type NextText = string | ((before: string) => string);

export function useDrafts(): [Texts, (key: string, next: NextText) => void] {
  const [texts, setTexts] = useState<Texts>(read);

  useEffect(() => {
    const written = Object.entries(texts).filter(([, text]) => text !== '');
    window.sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(written)));
  }, [texts]);

  const write = useCallback((key: string, next: NextText) => {
    setTexts((all) => ({ ...all, [key]: typeof next === 'string' ? next : next(all[key] ?? '') }));
  }, []);

  return [texts, write];
}

function read(): Texts {
  try {
    return stored.parse(JSON.parse(window.sessionStorage.getItem(key) ?? '{}'));
  } catch {
    return {};
  }
}
