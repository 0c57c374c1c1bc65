/** The three ways in which HEC writes a time, all with microseconds and in UTC. */

/** In `eventCreated`: `2024-10-14T20:58:27.073000+00:00`. */
export function writeEventTime(at: Date): string {
  return `${at.toISOString().slice(0, -1)}000+00:00`;
}

/** In an event's history and an email's dates: `2024-10-14T20:58:27.073000Z`. */
export function writeHistoryTime(at: Date): string {
  return `${at.toISOString().slice(0, -1)}000Z`;
}

/** In a task: `2024-10-14 20:58:27.073000`, without a zone. */
export function writeTaskTime(at: Date): string {
  return `${at.toISOString().slice(0, -1).replace('T', ' ')}000`;
}
