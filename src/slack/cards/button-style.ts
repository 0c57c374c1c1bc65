/** How Slack shows what an action does to people's safety: green, red, or like any other button. */
import type { Consequence } from '../../actions/registry.ts';

const styles: Record<Consequence, { style?: 'primary' | 'danger' }> = {
  protects: { style: 'primary' },
  exposes: { style: 'danger' },
  neutral: {},
};

/** For a button or a confirmation dialog; Slack takes no style that means none. */
export function buttonStyle(consequence: Consequence): { style?: 'primary' | 'danger' } {
  return styles[consequence];
}
