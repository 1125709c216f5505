import type { ApiVersion } from "../../versions/version.ts";
import type { Answer } from "../answer.ts";
import type { Call } from "../call.ts";
import type { Token } from "../keystone/token-store.ts";
import type { Refused } from "../refused.ts";

/** A request to a service's resources, by somebody with a token. */
export interface ResourceCall extends Call {
  /** Below the version and the project id, each percent-decoded once. */
  readonly segments: readonly string[];
  readonly token: Token;
  /** The microversion agreed on. */
  readonly version: ApiVersion | undefined;
}

/** Answers for one service's resources in one region; undefined: there is no such route. */
export type Resources = (call: ResourceCall) => Answer | Refused | undefined;
