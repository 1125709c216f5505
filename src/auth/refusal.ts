import { AuthError, HttpError, type Receipt } from "../errors/errors.ts";
import { readErrorText } from "../errors/message.ts";
import { isRecord } from "../errors/record.ts";
import { codeOfStatus } from "../errors/status.ts";
import { secret } from "../redaction/secret.ts";
import { secretsIn, textWithoutSecrets, withoutSecrets } from "../redaction/values.ts";
import { readRetryAfter } from "../transport/retry-after.ts";
import { serviceRequestId } from "../transport/service-request-id.ts";
import type { AuthAnswer, AuthRequest } from "./method.ts";
import { isRefusal } from "./refused.ts";

/** What a login's errors say about it. */
export interface Login {
  /** The method's type, such as "v3password". */
  readonly method: string;
  readonly authUrl: string;
  /** What the user should look at when Keystone refuses. */
  readonly check: string;
}

/** Turns an answer that is no token into the error to throw. */
export async function refusal(answer: AuthAnswer, login: Login, request: AuthRequest): Promise<Error> {
  const { body, said } = await unrepeatedIn(answer, request);
  const details = {
    method: login.method,
    authUrl: login.authUrl,
    requestId: serviceRequestId(answer.headers),
  };
  const demand = answer.status === 401 ? demandIn(answer, body, { login, details }) : undefined;
  if (demand !== undefined) return demand;
  switch (kindOf(answer.status, body, request)) {
    case "refused": {
      const reason = said ?? `status ${answer.status}`;
      const text = `Keystone at ${login.authUrl} refused the login: ${sentence(reason)} ${login.check}`;
      return new AuthError("AUTH_FAILED", text, details);
    }
    case "elsewhere": {
      const reason = `${request.url} answered ${answer.status}${said === undefined ? "" : `, "${said}"`}`;
      const text = `There is no identity API v3 there: ${reason}. Check the authUrl; it usually ends in /v3.`;
      return new AuthError("INVALID_TOKEN_RESPONSE", text, details);
    }
    default:
      return failure(answer, request, { body, said, service: "identity" });
  }
}

/**
 * What an answer says: that the credentials are not good, that Keystone is not at this address, or that something else is
 * wrong. Where tokens are made Keystone itself answers, in JSON: a page is from a proxy before it, and about the credentials
 * only with 401. Those of federation are looked at by a web server.
 */
function kindOf(status: number, body: unknown, { url }: AuthRequest): "refused" | "elsewhere" | "failed" {
  const isKeystone = isRecord(field(body, "error"));
  if (status === 401 || (isKeystone && status === 404)) return "refused";
  if (status === 400 || status === 403) return isKeystone || !url.endsWith("/auth/tokens") ? "refused" : "failed";
  return status === 300 || status === 404 ? "elsewhere" : "failed";
}

/** An answer's body and what it says, without what it repeats of the request's secrets. */
async function unrepeatedIn(
  answer: AuthAnswer,
  request: AuthRequest,
): Promise<{ readonly body: unknown; readonly said: string | undefined }> {
  const secrets = secretsIn(request);
  const body = withoutSecrets(await bodyOf(answer), secrets);
  const { message } = readErrorText(body, answer.headers["content-type"]);
  return { body, said: message && textWithoutSecrets(message, secrets) };
}

/** The error of an answer, without what it repeats of the request's secrets. */
export function unrepeated(error: HttpError, request: AuthRequest): HttpError {
  const { code, message, status, method, url, service, requestId, retryAfter, headers } = error;
  const details = { status, method, url, service, requestId, retryAfter, headers };
  return new HttpError(code, message, { ...details, body: withoutSecrets(error.body, secretsIn(request)) });
}

/** What Keystone wants instead of what it got: more methods, or other ones. */
function demandIn(
  answer: AuthAnswer,
  body: unknown,
  about: { readonly login: Login; readonly details: ConstructorParameters<typeof AuthError>[2] },
): AuthError | undefined {
  const { authUrl, method } = about.login;
  const receipt = receiptOf(answer, body);
  if (receipt !== undefined) {
    const sets = receipt.required.map((methods) => methods.join(" + ")).join(", or ");
    const text = `Keystone at ${authUrl} wants more than ${receipt.methods.join(" + ")}: ${sets || "it does not say what"}.`;
    return new AuthError("RECEIPT_REQUIRED", text, { ...about.details, receipt });
  }
  const offered = texts(field(field(field(body, "error"), "identity"), "methods"));
  if (offered === undefined) return undefined;
  const text = `Keystone at ${authUrl} does not take ${method}; the methods it takes are ${offered.join(", ")}.`;
  return new AuthError("UNSUPPORTED_AUTH", text, about.details);
}

/**
 * The error of a login with something Keystone took before: it has come to its end, and `text` says what to do. Other
 * errors stay as they are.
 */
export function ended(error: unknown, text: string): unknown {
  if (!isRefusal(error) || error.code !== "AUTH_FAILED") return error;
  const { method, authUrl, requestId } = error;
  return new AuthError("NOT_RENEWABLE", text, { method, authUrl, requestId, cause: error });
}

/** An answer that is about the server rather than about the login. */
export function failure(
  answer: AuthAnswer,
  request: AuthRequest,
  read: { readonly body: unknown; readonly said: string | undefined; readonly service: string | undefined },
): HttpError {
  const redirected = answer.status >= 300 && answer.status < 400;
  return new HttpError(
    redirected ? "REDIRECT_REFUSED" : codeOfStatus(answer.status),
    read.said ?? `${request.method} ${request.url} answered ${answer.status}`,
    {
      status: answer.status,
      method: request.method,
      url: request.url,
      service: read.service,
      requestId: serviceRequestId(answer.headers),
      body: read.body,
      retryAfter: readRetryAfter(answer.headers["retry-after"], Date.now()),
      headers: answer.headers,
    },
  );
}

/** The body whatever it is: text when it is not JSON. */
async function bodyOf(answer: AuthAnswer): Promise<unknown> {
  try {
    return await answer.json();
  } catch (error) {
    if (error instanceof HttpError) return error.body;
    throw error;
  }
}

function receiptOf(answer: AuthAnswer, body: unknown): Receipt | undefined {
  const id = answer.headers["openstack-auth-receipt"];
  if (!id) return undefined;
  const receipt = field(body, "receipt");
  const methods = texts(field(receipt, "methods"));
  const required = field(body, "required_auth_methods");
  if (methods === undefined || !Array.isArray(required)) return undefined;
  const expiresAt = field(receipt, "expires_at");
  return {
    id: secret(id),
    methods,
    required: required.map(texts).filter((set) => set !== undefined),
    expiresAt: typeof expiresAt === "string" ? expiresAt : undefined,
  };
}

function texts(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : undefined;
}

function field(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}
