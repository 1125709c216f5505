import { setMaxListeners } from "node:events";

/** Lets a signal end any number of calls; Node takes more than ten that listen for a leak and warns. */
export function expectMany(signal: AbortSignal | undefined): void {
  if (signal instanceof EventTarget) setMaxListeners(0, signal);
}
