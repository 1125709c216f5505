import { ConfigError, type Receipt } from "../../errors/errors.ts";
import { isSecret, type Secret, secret } from "../../redaction/secret.ts";
import { timeOf } from "../exchange.ts";
import { tokensUrl } from "../identity.ts";
import type { AuthContext, AuthMethod, AuthRequest } from "../method.ts";
import { requiredHeader, requireMethod } from "../option.ts";
import { ended } from "../refusal.ts";

const OVER =
  "The receipt of the methods done before has run out, so a login with the others alone is not enough any more: " +
  "log in with multiFactor(), whose passcode may be a function.";

/**
 * Goes on with a login that Keystone wants more methods for: `method` brings what is missing, the receipt stands for
 * what was done. A receipt lives for minutes, so the session cannot renew the token.
 *
 * @param receipt `error.receipt` of an AuthError `RECEIPT_REQUIRED`, or the receipt's id.
 * @throws ConfigError (`INVALID_VALUE`, `MISSING_VALUE`) for a method that does not log in at Keystone, or no receipt.
 * @example
 * ```ts
 * try {
 *   await session.authenticate();
 * } catch (error) {
 *   if (!(error instanceof AuthError && error.receipt)) throw error;
 *   const auth = withReceipt(totp({ authUrl, ...user, passcode: await prompt("Passcode: ") }), error.receipt);
 *   return new Session({ auth });
 * }
 * ```
 */
export function withReceipt(method: AuthMethod, receipt: Receipt | string): AuthMethod {
  requireMethod(method, "method");
  const { authUrl } = method;
  if (authUrl === undefined) {
    throw new ConfigError(
      "INVALID_VALUE",
      `${method.type} does not log in at Keystone, so it has no use for a receipt.`,
    );
  }
  const { id, expiresAt } = receiptIn(receipt);
  const url = tokensUrl(authUrl);
  let accepted = false;
  return {
    type: method.type,
    authUrl,
    scope: method.scope,
    subject: method.subject,
    // Who can repeat one method only must not find a token that took several.
    proof: undefined,
    authenticate: async (context) => {
      try {
        const grant = await method.authenticate(carrying(context, { id, url }));
        accepted = true;
        return grant;
      } catch (error) {
        const over = accepted || context.previous !== undefined || Date.now() > (expiresAt ?? Number.POSITIVE_INFINITY);
        throw over ? ended(error, OVER) : error;
      }
    },
    withScope: (scope) => withReceipt(method.withScope(scope), receipt),
  };
}

function carrying(context: AuthContext, receipt: { readonly id: Secret; readonly url: string }): AuthContext {
  const isLogin = ({ method, url, headers }: AuthRequest): boolean =>
    method === "POST" && url.split("?")[0] === receipt.url && headers?.["x-auth-token"] === undefined;
  return {
    signal: context.signal,
    previous: context.previous,
    send: (request) => {
      if (!isLogin(request)) return context.send(request);
      const headers = { ...request.headers, "openstack-auth-receipt": receipt.id.reveal() };
      return context.send({ ...request, headers });
    },
  };
}

function receiptIn(receipt: Receipt | string): { readonly id: Secret; readonly expiresAt: number | undefined } {
  const hint = "pass the receipt of the error RECEIPT_REQUIRED, or its id";
  if (typeof receipt === "object" && receipt !== null) {
    const { id, expiresAt } = receipt;
    // A receipt that has been through JSON has lost its id.
    if (!isSecret(id))
      throw new ConfigError("INVALID_VALUE", `The receipt has no usable id: ${hint}.`, { key: "receipt" });
    return { id, expiresAt: timeOf(expiresAt) };
  }
  return { id: secret(requiredHeader({ receipt }, "receipt", hint)), expiresAt: undefined };
}
