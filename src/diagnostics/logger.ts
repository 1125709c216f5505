/**
 * Where a session tells what it does, one line at a time and without secrets: `console`, a pino or winston logger, or
 * anything else with these methods. Requests, logins and version documents are told to `debug`; repetitions, logins that
 * failed, stores that do not work and notes on the configuration to `warn`. What it throws is ignored.
 */
export interface Logger {
  debug(line: string): unknown;
  warn(line: string): unknown;
}
