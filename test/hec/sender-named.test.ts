import { expect, test } from 'vitest';
import { senderNamed } from '../../src/hec/markup.ts';

const token = (fields: Record<string, unknown>) => `#${JSON.stringify({ label: 'x', ...fields })}`;
const user = (address: string) => token({ entity_id: `ext:${address}`, entity_type: 'office365_emails_user' });
const subject = (label: string) => token({ entity_id: 'a'.repeat(32), entity_type: 'office365_emails_email', label });

test('a sentence names its sender right after "from"', () => {
  expect(senderNamed(`Detected phishing from ${user('a@x.example')} - '${subject('Note')}'`)).toBe('a@x.example');
});

test.each([
  ['a recipient', `A leak was sent to ${user('b@y.example')}`],
  ['a subject that looks like a sentence', `Reported a phishing email ${subject(`from ${user('a@x.example')}`)}`],
  ['what is no person', `Detected from ${token({ entity_id: 'ext:a@x.example', entity_type: 'avanan_dlp' })}`],
  ['an id that is no address', `Detected from ${token({ entity_id: 'ext:nobody', entity_type: 'google_user' })}`],
  ['plain text', 'Detected phishing from a@x.example'],
])('%s is no sender', (_, text) => {
  expect(senderNamed(text)).toBeUndefined();
});
