import type { Adapter, AdapterOptions, MajorOf, Resolve, Selector } from "../adapter/adapter.ts";
import type { Microversion } from "../versions/version.ts";
import { checkSelection } from "./check.ts";
import type { SessionOptions } from "./options.ts";
import { Session } from "./session.ts";

/** The session an adapter was made with and for, and which it closes. */
export interface OwnsSession {
  readonly session: Session;
  /** Closes the session. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * One service, for programs that need only one: a session and its adapter in one step.
 *
 * @param options Of the session; without `auth`, as {@link Session.connect} finds them.
 * @throws ConfigError
 * @example
 * ```ts
 * const compute = await adapter(ServiceType.Compute, { region: "RegionOne", microversion: "2.1" });
 * try {
 *   console.log((await compute.endpoint()).url);
 * } finally {
 *   await compute.close();
 * }
 * ```
 */
export async function adapter<
  const S extends Selector,
  const V extends Microversion | "latest" | undefined = undefined,
>(
  service: S,
  options: Partial<SessionOptions> & AdapterOptions<Resolve<S>, V> = {},
): Promise<Adapter<Resolve<S>, V, MajorOf<S>> & OwnsSession> {
  checkSelection(options);
  const { auth, ...rest } = options;
  const session = auth === undefined ? await Session.connect(rest) : new Session({ ...rest, auth });
  const close = (): Promise<void> => session.close();
  return Object.assign(session.adapter<S, V>(service, options), { session, close, [Symbol.asyncDispose]: close });
}
