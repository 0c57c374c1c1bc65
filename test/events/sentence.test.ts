import { expect, test } from 'vitest';
import { saysMore } from '../../src/events/sentence.ts';
import { sampleEmail } from '../support/cards/sample-email.ts';
import { sampleEvent } from '../support/cards/sample-event.ts';

const email = sampleEmail({
  subject: 'Your invoice',
  fromEmail: 'billing@evil.example',
  fromName: 'Billing',
  recipients: ['anna@customer.com'],
  cc: [],
});
const event = sampleEvent({ type: 'suspicious_phishing', confidence: 'malicious' });

test.each([
  "Detected suspicious phishing from billing@evil.example - 'Your invoice' (Anna Alves's mailbox)",
  "Phishing detected from billing@evil.example - 'Your invoice' (anna@customer.com's mailbox)",
  'Phishing: YOUR INVOICE, billing',
  '',
])('HEC’s sentence says no more than the email does: %s', (text) => {
  expect(saysMore(text, event, email)).toBe(false);
});

test.each([
  "Blocked a click on a link in 'Your invoice'",
  "User Max Lind reported a phishing email 'Your invoice'",
  "Detected phishing from other@evil.example - 'Your invoice' (Anna Alves's mailbox)",
  "Detected phishing from billing@evil.example - 'Your invoice, second notice' (Anna Alves's mailbox)",
])('HEC’s sentence says more than the email does: %s', (text) => {
  expect(saysMore(text, event, email)).toBe(true);
});

test('HEC’s sentence that it blocked a click says no more than a card that tells that', () => {
  const clicked = sampleEvent({ type: 'malicious_url_click' });
  const text = "Blocked a click on a malicious URL from billing@evil.example - 'Your invoice' (Anna Alves's mailbox)";
  const clicks = [{ url: 'https://evil.example', isBlocked: true }];
  expect(saysMore(text, clicked, { ...email, clicks })).toBe(false);
  expect(saysMore(text, clicked, email)).toBe(true);
});

test('HEC’s sentence that the recipient reported the email says no more than a card that tells that', () => {
  const reported = sampleEvent({ type: 'alert', confidence: 'alert' });
  const text = "User Anna reported a phishing email 'Your invoice'";
  expect(saysMore(text, reported, email)).toBe(false);
  expect(saysMore(text.replace('Anna', 'Max Lind'), reported, email)).toBe(true);
});

test('HEC’s sentence says more than an email without a subject', () => {
  expect(saysMore('Detected phishing', event, { ...email, subject: undefined })).toBe(true);
  expect(saysMore(' ', event, { ...email, subject: undefined })).toBe(false);
});
