/** How an action's effect on people's safety is shown: green, red, or like any other button. */
import type { Consequence } from '../../actions/registry.ts';

const styles: Record<Consequence, { style?: 'primary' | 'danger' }> = {
  protects: { style: 'primary' },
  exposes: { style: 'danger' },
  neutral: {},
};

/** Slack has no style that means "none", so the field is then left out. */
export function buttonStyle(consequence: Consequence): { style?: 'primary' | 'danger' } {
  return styles[consequence];
}
