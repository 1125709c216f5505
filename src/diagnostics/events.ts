import { channel } from "node:diagnostics_channel";

/** What became of a look into a session's token store: on the `node:diagnostics_channel` "osauth:token-store". */
export type TokenStoreEvent =
  | {
      /** hit: a stored token is used; miss: there was none, and the session logs in. */
      readonly outcome: "hit" | "miss";
      /** The login's type, such as "v3password". */
      readonly method: string;
      readonly authUrl: string | undefined;
    }
  | {
      /** The store did not do its part; the session goes on without it. */
      readonly outcome: "failure";
      /** What was asked; "key" is the proof of the login, without which nothing is looked for. */
      readonly operation: "key" | "get" | "set" | "delete" | "exclusive";
      /** What went wrong, for people; without secrets. */
      readonly problem: string;
    };

/** Something the owner of a configuration should know: on the `node:diagnostics_channel` "osauth:config". */
export interface ConfigEvent {
  /** What kind of note, such as "READABLE_SECRET". */
  readonly code: string;
  /** For people; without secrets. */
  readonly message: string;
  readonly key: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

/** What osauth publishes, by the name of its channel. */
export interface DiagnosticEvents {
  readonly "osauth:config": ConfigEvent;
  readonly "osauth:token-store": TokenStoreEvent;
}

/** Tells whoever has subscribed to a channel; the event is made only when somebody has. */
export function publish<Name extends keyof DiagnosticEvents>(name: Name, event: () => DiagnosticEvents[Name]): void {
  const target = channel(name);
  if (target.hasSubscribers) target.publish(event());
}
