// A login that this library does not have: Kerberos, by way of Keystone's federation. `negotiate` makes a SPNEGO token for
// a host; the npm package kerberos does it. SAML and ADFS fit into the same interface.
import { type AuthMethod, type Scope, secret, token, tokenFrom } from "osauth";

/** What {@link kerberos} takes. */
export interface KerberosOptions {
  /** Where Keystone is, such as "https://keystone.example/v3". */
  readonly authUrl: string;
  readonly identityProvider: string;
  readonly protocol: string;
  readonly principal: string;
  readonly negotiate: (host: string) => Promise<string>;
  readonly scope?: Scope;
}

/** Logs in with a Kerberos ticket. */
export function kerberos(options: KerberosOptions): AuthMethod {
  const { authUrl, identityProvider, protocol, principal, negotiate, scope } = options;
  const url = `${authUrl}/OS-FEDERATION/identity_providers/${identityProvider}/protocols/${protocol}/auth`;
  const login = { method: "v3fedkerb", authUrl, check: "Look at the ticket with klist." };
  return {
    type: login.method,
    authUrl,
    scope,
    subject: { principal, identityProvider, protocol },
    proof: undefined, // a ticket cannot be shown twice, so tokens are not stored
    authenticate: async (context) => {
      const spnego = secret(await negotiate(new URL(authUrl).hostname));
      const headers = { authorization: `Negotiate ${spnego.reveal()}` };
      const request = { method: "GET", url, headers } as const;
      const unscoped = await tokenFrom(await context.send(request), { login, request });
      if (scope === undefined) return unscoped;
      return token({ authUrl, token: unscoped.token.reveal() }).withScope(scope).authenticate(context);
    },
    withScope: (other) => kerberos({ ...options, scope: other }),
  };
}
