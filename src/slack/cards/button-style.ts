/** How an action's effect on people's safety is shown: green, red, or like any other button. */
import type { Consequence } from '../../actions/registry.ts';

/** Slack has no style that means "none", so the field is then left out. */
interface Styled {
  style?: 'primary' | 'danger';
}

const styles: Record<Consequence, Styled> = {
  protects: { style: 'primary' },
  exposes: { style: 'danger' },
  neutral: {},
};

export function buttonStyle(consequence: Consequence): Styled {
  return styles[consequence];
}

/**
 * Of buttons side by side, at most one is red, the first that exposes somebody. On an event that is handled none is: what
 * exposes is the way back there, and not what anybody should look at first.
 */
export function stylesInRow(consequences: readonly Consequence[], isHandled: boolean): Styled[] {
  const red = isHandled ? -1 : consequences.indexOf('exposes');
  return consequences.map((consequence, index) =>
    consequence === 'exposes' && index !== red ? {} : buttonStyle(consequence),
  );
}
