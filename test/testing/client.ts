import type { IncomingHttpHeaders } from "node:http";
import { request } from "undici";
import type { EmbeddedCloud } from "../../src/testing/index.ts";

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The parsed body; fails the test when it is not JSON. */
  json(): Record<string, unknown>;
}

export interface Sent {
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  /** Text or bytes as they are, everything else as JSON. */
  readonly body?: unknown;
}

/** What Keystone says to somebody it does not know. */
export const REFUSED: object = {
  error: { code: 401, message: "The request you have made requires authentication.", title: "Unauthorized" },
};

/** One request, without anything that belongs to the library's own runtime. */
export async function send(url: string, { method = "GET", headers = {}, body }: Sent = {}): Promise<Reply> {
  const raw = typeof body === "string" || body instanceof Uint8Array || body === undefined;
  const answer = await request(url, {
    method,
    headers: { ...(raw ? {} : { "content-type": "application/json" }), ...headers },
    body: raw ? (body ?? null) : JSON.stringify(body),
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, headers: answer.headers, text, json: () => JSON.parse(text) };
}

/** A login with a password; `scope` as Keystone wants it. */
export function passwordLogin(
  cloud: EmbeddedCloud,
  scope?: unknown,
  password: string = cloud.credentials.password,
): object {
  const { username, userDomainName } = cloud.credentials;
  const user = { name: username, domain: { name: userDomainName }, password };
  const identity = { methods: ["password"], password: { user } };
  return { auth: { identity, ...(scope === undefined ? {} : { scope }) } };
}

/** The scope of the cloud's own project. */
export function projectScope(cloud: EmbeddedCloud): object {
  return { project: { name: cloud.credentials.projectName, domain: { name: cloud.credentials.projectDomainName } } };
}

export function login(cloud: EmbeddedCloud, body: object): Promise<Reply> {
  return send(`${cloud.authUrl}/v3/auth/tokens`, { method: "POST", body });
}

/** A client with a token for the cloud's project; paths start at the cloud's root. */
export async function loggedIn(cloud: EmbeddedCloud): Promise<(path: string, sent?: Sent) => Promise<Reply>> {
  const token = tokenOf(await login(cloud, passwordLogin(cloud, projectScope(cloud))));
  return (path, sent = {}) =>
    send(`${cloud.url}${path}`, { ...sent, headers: { "x-auth-token": token, ...sent.headers } });
}

export function tokenOf(reply: Reply): string {
  return String(reply.headers["x-subject-token"]);
}
