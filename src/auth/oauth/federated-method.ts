import { admit, type Door, rescope } from "../federation.ts";
import type { AuthMethod, Scope } from "../method.ts";
import type { Login } from "../refusal.ts";
import type { BearerSource } from "./grants.ts";

/** What a login with a provider's token is made of. */
export interface FederatedLogin {
  readonly login: Login;
  readonly door: Door;
  readonly source: BearerSource;
  readonly subject: AuthMethod["subject"];
  readonly proof: AuthMethod["proof"];
}

/** The method that gets a provider's token, comes in with it and takes the scope; its other scopes share the source. */
export function federatedMethod(made: FederatedLogin, scope: Scope | undefined): AuthMethod {
  const { login, door, source, subject, proof } = made;
  return {
    type: login.method,
    authUrl: login.authUrl,
    scope,
    subject,
    proof,
    authenticate: async (context) => {
      const unscoped = await source.use(context, (bearer) => admit(context, login, { door, bearer }));
      return rescope(context, login, { unscoped, scope });
    },
    withScope: (other) => federatedMethod(made, other),
  };
}
