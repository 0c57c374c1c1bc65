/** The app's Home tab. Opening it notifies the app, which may then publish a view. */
import { useEffect, useMemo } from 'react';
import type { ClickTarget, State } from '../demo/state.ts';
import { act } from './act.ts';
import { Blocks } from './blocks/blocks.tsx';
import { Surface } from './surface.tsx';
import { valuesOf } from './view-values.ts';

export function Home({ state, user }: { state: State; user: string }) {
  const home = state.homes.find((each) => each.user === user);
  const id = home?.id ?? '';
  const target = useMemo((): ClickTarget => ({ kind: 'view', id }), [id]);
  const initial = useMemo(() => (home ? valuesOf(home) : {}), [home]);
  useEffect(() => {
    void act({ act: 'open_home', user });
  }, [user]);
  return (
    <section className="home" aria-label="Home">
      {home ? (
        <Surface key={id} user={user} target={target} initial={initial}>
          <Blocks blocks={home.blocks} />
        </Surface>
      ) : (
        <p className="empty">{state.app.name} has not published a Home for you.</p>
      )}
    </section>
  );
}
