/** Light or dark: the system's choice, until somebody changes it. */
import { useEffect, useState } from 'react';

type Theme = 'light' | 'dark';
const key = 'hec-slack-playground-theme';

export function useTheme(): [Theme, () => void] {
  const [theme, setTheme] = useState<Theme>(() => chosen() ?? system());

  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);

  useEffect(() => {
    const query = window.matchMedia('(prefers-color-scheme: dark)');
    const follow = () => setTheme(chosen() ?? system());
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);

  return [
    theme,
    () => {
      const next = theme === 'dark' ? 'light' : 'dark';
      window.localStorage.setItem(key, next);
      setTheme(next);
    },
  ];
}

function chosen(): Theme | undefined {
  const stored = window.localStorage.getItem(key);
  return stored === 'light' || stored === 'dark' ? stored : undefined;
}

function system(): Theme {
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
