import { secret } from "../redaction/secret.ts";
import { exchange, type MethodBodies } from "./exchange.ts";
import type { AuthContext, AuthMethod, Scope, TokenGrant } from "./method.ts";
import type { Login } from "./refusal.ts";

/** What one method adds to a login at Keystone. */
export interface Factor {
  readonly subject: AuthMethod["subject"];
  readonly proof: AuthMethod["proof"];
  /** Runs a login with this method's part of the body. */
  use<T>(signal: AbortSignal, login: (part: MethodBodies) => Promise<T>): Promise<T>;
}

/** A method whose logins give tokens. */
export interface KeystoneMethod extends AuthMethod {
  authenticate(context: AuthContext): Promise<TokenGrant>;
}

/** The method that logs in with a factor and nothing else. */
export function methodOf(login: Login, factor: Factor, scope: Scope | undefined): KeystoneMethod {
  return {
    type: login.method,
    authUrl: login.authUrl,
    scope,
    subject: factor.subject,
    proof: factor.proof,
    authenticate: (context) => factor.use(context.signal, (identity) => exchange(context, login, { identity, scope })),
    withScope: (other) => methodOf(login, factor, other),
  };
}

/** Several factors as one; it can be proven only when each of them can. */
export function together(factors: readonly Factor[]): Factor {
  const proofs = factors.map(({ proof }) => proof).filter((proof) => proof !== undefined);
  return {
    subject: Object.assign({}, ...factors.map(({ subject }) => subject)),
    proof:
      proofs.length < factors.length
        ? undefined
        : async (signal) => {
            const values = await Promise.all(proofs.map((proof) => proof(signal)));
            return secret(JSON.stringify(values.map((value) => value.reveal())));
          },
    use: (signal, login) => useAll(factors, { signal, login, so: {} }),
  };
}

async function useAll<T>(
  [first, ...rest]: readonly Factor[],
  run: { readonly signal: AbortSignal; readonly login: (all: MethodBodies) => Promise<T>; readonly so: MethodBodies },
): Promise<T> {
  if (first === undefined) return run.login(run.so);
  return first.use(run.signal, (part) => useAll(rest, { ...run, so: { ...run.so, ...part } }));
}
