/** How much more fits into a message, said only where it matters, and what to do beyond Slack's limit. */
import { limits } from '../slack/block-kit/limits.ts';

const most = limits.messageText;
const toldBelow = 1_000;

export const isTooLong = (text: string): boolean => text.length > most;

export function LengthNote({ id, text }: { id: string; text: string }) {
  const left = most - text.length;
  return (
    <p id={id} role="status" className={left < 0 ? 'length-note beyond' : 'length-note'}>
      {left < toldBelow && noteOf(left)}
    </p>
  );
}

function noteOf(left: number): string {
  if (left === 1) return '1 character left';
  if (left >= 0) return `${left} characters left`;
  const beyond = left === -1 ? '1 character' : `${(-left).toLocaleString('en')} characters`;
  return `${beyond} over Slack’s limit of ${most.toLocaleString('en')}. Shorten the message, or send it in parts.`;
}
