import type { AuthContext, AuthRequest, Grant, TokenGrant } from "../../../src/auth/method.ts";
import { secret } from "../../../src/redaction/secret.ts";
import { type FakeAnswer, scriptedContext } from "../fake-keystone.ts";

export const IDP = "https://idp.example/realms/corp";
export const DISCOVERY: string = `${IDP}/.well-known/openid-configuration`;
export const TOKEN: string = `${IDP}/token`;
export const DEVICE: string = `${IDP}/device`;
export const DOOR = "https://k.example/identity/v3/OS-FEDERATION/identity_providers/idpX/protocols/openid/auth";
export const KEYSTONE = "https://k.example/identity/v3/auth/tokens";

/** What every login here has in common; spread it into a factory. */
export const base = {
  authUrl: "https://k.example/identity",
  identityProvider: "idpX",
  protocol: "openid",
  clientId: "cid",
  clientSecret: "cs",
} as const;

export const document: Readonly<Record<string, string>> = {
  issuer: IDP,
  token_endpoint: `${IDP}/token`,
  device_authorization_endpoint: `${IDP}/device`,
  authorization_endpoint: `${IDP}/authorize`,
};

export const granted = { access_token: "AT", token_type: "Bearer", expires_in: 300 } as const;

/** What is over as soon as it is granted, so that the next login needs something else. */
export const spent = { access_token: "AT", token_type: "Bearer", expires_in: 0 } as const;

/** A grant that ran out, as a renewal gets it. */
export const old: TokenGrant = { kind: "token", token: secret("OLD"), issuedAt: 0, expiresAt: 0, identity: {} };

/** Answers by "METHOD url", or functions that make them. */
export type Script = Readonly<Record<string, FakeAnswer | (() => FakeAnswer)>>;

/** A provider and a Keystone that both say yes, except where the script says something else. */
export function provider(
  changes: Script = {},
  previous?: Grant,
): { readonly context: AuthContext; readonly sent: AuthRequest[] } {
  const script: Script = {
    [`GET ${DISCOVERY}`]: { status: 200, body: document },
    [`POST ${TOKEN}`]: { status: 200, body: granted },
    [`POST ${DOOR}`]: { headers: { "x-subject-token": "UNSCOPED" } },
    [`POST ${KEYSTONE}`]: { headers: { "x-subject-token": "SCOPED" } },
    ...changes,
  };
  return scriptedContext(({ method, url }) => {
    const answer = script[`${method} ${url}`] ?? { status: 404, headers: {}, body: "<h1>nothing here</h1>" };
    return typeof answer === "function" ? answer() : answer;
  }, previous);
}

/** The forms that were sent to an address. */
export function forms(sent: readonly AuthRequest[], url: string = TOKEN): unknown[] {
  return sent.filter((request) => request.url === url).map(({ form }) => form);
}
