// A logger that says nothing, for clients whose errors a test causes on purpose.
import { type Logger, LogLevel } from '@slack/bolt';

const nothing = (): void => {};

export const silentLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};
