/** Forms that name the conversation. */
import { expect, test } from 'vitest';
import { testSurfaces, throughFormsAsNewGuest } from '../../support/surface-policy.ts';
import { surfaces } from '../../support/surfaces.ts';

testSurfaces('forms');

test('a guest sees nothing through a form that they opened as a member', async () => {
  const forms = surfaces.filter(({ form }) => form);
  expect(await throughFormsAsNewGuest()).toEqual(Object.fromEntries(forms.map(({ name }) => [name, 'refused'])));
});
