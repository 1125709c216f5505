import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { TokenStoreEvent } from "../../src/index.ts";

/** What is published about token stores until `stop` is called. */
export function storeEvents(): { readonly events: TokenStoreEvent[]; readonly stop: () => void } {
  const events: TokenStoreEvent[] = [];
  const listen = (event: unknown): void => void events.push(event as TokenStoreEvent);
  subscribe("osauth:token-store", listen);
  return { events, stop: () => void unsubscribe("osauth:token-store", listen) };
}
