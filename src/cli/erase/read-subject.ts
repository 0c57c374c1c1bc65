/** Whom an operator names: a Slack user id, or an email address. */
import { InvalidArgumentError } from '@commander-js/extra-typings';
import type { Subject } from '../../store/erase/subject.ts';

/** Generously: what is stored may be any mail server's address. */
const address = /^[^\s@<>]+@[^\s@<>]+$/;

/** @throws InvalidArgumentError */
export function readSubject(text: string): Subject {
  // As it is copied from Slack or from an email.
  const named = text.trim().replace(/^<@?(?:mailto:)?([^|<>]+)(?:\|[^<>]*)?>$/i, '$1');
  // Walter is no id.
  const isId = /^[UW][A-Z0-9]{2,}$/i.test(named) && (named === named.toUpperCase() || /\d/.test(named));
  if (isId) return { kind: 'person', ids: [named.toUpperCase()] };
  if (address.test(named)) return { kind: 'address', address: named };
  throw new InvalidArgumentError(
    'That is neither a user id (U… or W…) nor an email address. Slack shows the id in a person’s profile, under ⋮.',
  );
}
