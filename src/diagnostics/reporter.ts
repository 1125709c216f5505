import { type Channel, channel } from "node:diagnostics_channel";
import { isOpenStackError } from "../errors/errors.ts";
import type { DiagnosticEvents, EventError } from "./events.ts";
import { lineOf } from "./lines.ts";
import type { Logger } from "./logger.ts";
import { describeProblem } from "./problem.ts";

type Name = keyof DiagnosticEvents;

const REQUESTS = channel("osauth:request");
const RESPONSES = channel("osauth:response");
const RETRIES = channel("osauth:retry");
const REDIRECTS = channel("osauth:redirect");
const CHANNELS: Readonly<Record<Name, Channel>> = {
  "osauth:request": REQUESTS,
  "osauth:response": RESPONSES,
  "osauth:retry": RETRIES,
  "osauth:redirect": REDIRECTS,
  "osauth:authentication": channel("osauth:authentication"),
  "osauth:discovery": channel("osauth:discovery"),
  "osauth:token-store": channel("osauth:token-store"),
  "osauth:config": channel("osauth:config"),
};

/** Tells a session's logger, and whoever has subscribed to the channels, what happens. */
export class Reporter {
  readonly #logger: Logger | undefined;

  constructor(logger?: Logger) {
    this.#logger = logger;
  }

  /** Whether anybody would hear of a request: all that a request costs when nobody does. */
  get hearsRequests(): boolean {
    return (
      this.#logger !== undefined ||
      REQUESTS.hasSubscribers ||
      RESPONSES.hasSubscribers ||
      RETRIES.hasSubscribers ||
      REDIRECTS.hasSubscribers
    );
  }

  /** The event is made only when somebody hears it. */
  tell<N extends Name>(name: N, event: () => DiagnosticEvents[N]): void {
    if (this.#logger === undefined && !CHANNELS[name].hasSubscribers) return;
    const made = event();
    CHANNELS[name].publish(made);
    if (this.#logger !== undefined) this.#log(this.#logger, lineOf(name, made));
  }

  #log(logger: Logger, line: ReturnType<typeof lineOf>): void {
    if (line === undefined) return;
    try {
      // Of a logger that is a promise's, nobody waits for a rejection.
      Promise.resolve(logger[line.level](line.text)).catch(() => undefined);
    } catch {
      // A log that is full must not end the call.
    }
  }
}

/** An error as events show it. */
export function eventError(error: unknown): EventError {
  if (isOpenStackError(error)) return { name: error.name, code: error.code, message: error.message };
  const name = error instanceof Error ? error.name : typeof error;
  return { name, code: undefined, message: describeProblem(error) };
}
