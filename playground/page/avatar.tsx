/** The square beside a message: a person's initials, or the app's shield. */
import type { Person } from '../demo/state.ts';

export function Avatar({ person, isApp = false }: { person: Person | undefined; isApp?: boolean }) {
  if (isApp) {
    return (
      <span className="avatar app" aria-hidden="true">
        <svg viewBox="0 0 24 24" role="presentation">
          <path d="M12 3.500 19 6v6c0 4.500-3 7.300-7 8.500C8 19.300 5 16.500 5 12V6z" fill="#36c5ab" />
          <path d="m8.500 12 2.500 2.500 4.500-5" fill="none" stroke="#1f2a44" strokeWidth="2" />
        </svg>
      </span>
    );
  }
  const name = person?.realName ?? 'Slackbot';
  const initials = name
    .split(' ')
    .map((word) => word.charAt(0))
    .join('')
    .slice(0, 2);
  const hue = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0) * 7, 0) % 8;
  return (
    <span className={`avatar hue-${hue}`} aria-hidden="true">
      {initials}
    </span>
  );
}
