import type { ServerResponse } from "node:http";
import { type Received, sendJson, serve, type TestServer } from "../support/server.ts";

/** What is part of every secret in these tests, and of nothing else. */
export const MARK = "s3cr3tM4rk";

/** How the cloud answers: well, with an error of the service's, with junk, somewhere else, not in HTTP, or not at all. */
export type Mood = (typeof MOODS)[number];
export const MOODS = [
  "well",
  "refuses",
  "wants a receipt",
  "fails",
  "breaks off",
  "junk",
  "redirects",
  "has a bad header",
  "has a bad chunk",
  "resets",
] as const;

/** A Keystone, an identity provider and all services at once, which puts secrets wherever such servers put them. */
export async function leakyCloud(): Promise<TestServer & { mood: Mood }> {
  const state: { mood: Mood } = { mood: "well" };
  const server = await serve((request, response) => {
    for (const name of ["x-subject-token", "x-storage-token", "openstack-auth-receipt", "x-container-sync-key"]) {
      response.setHeader(name, `${MARK}-${name}`);
    }
    response.setHeader("refresh", `0; url=http://h/?token=${MARK}`);
    response.setHeader("x-storage-url", `http://u:${MARK}@h/v1`);
    response.setHeader("set-cookie", [`session=${MARK}`, `other=${MARK}`]);
    answer(request, response, { mood: state.mood, url: server.url });
  });
  return Object.defineProperty(server as TestServer & { mood: Mood }, "mood", {
    get: () => state.mood,
    set: (mood: Mood) => {
      state.mood = mood;
    },
  });
}

const LEAKS = {
  adminPass: MARK,
  access_token: MARK,
  refresh_token: MARK,
  server: { user_data: MARK, personality: [{ contents: MARK }] },
  credential: { secret: MARK, blob: MARK },
  "X-Subject-Token": MARK,
  ipmi_password: MARK,
  passwords: [MARK],
  receipt: { id: MARK },
  password: { value: MARK },
  text: JSON.stringify({ access_secret: MARK }),
  console: { url: `http://h/vnc?token=${MARK}` },
  auth: { identity: { password: { user: { password: MARK } }, totp: { user: { passcode: MARK } } } },
};

function answer(request: Received, response: ServerResponse, { mood, url }: { mood: Mood; url: string }): void {
  const moods: Record<Mood, () => unknown> = {
    well: () => well(request, response, url),
    refuses: () => sendJson(response, { error: { code: 401, message: "no" }, ...LEAKS }, 401),
    fails: () => sendJson(response, { error: { code: 500, message: "it broke" }, ...LEAKS }, 500),
    "wants a receipt": () =>
      sendJson(response, { ...LEAKS, receipt: { methods: ["token"] }, required_auth_methods: [["totp"]] }, 401),
    "breaks off": () => response.writeHead(400).end(JSON.stringify(LEAKS).slice(0, `{"adminPass":"${MARK}`.length)),
    "has a bad header": () => response.socket?.end(`HTTP/1.1 200 OK\r\nbad header\r\nx-subject-token: ${MARK}\r\n\r\n`),
    "has a bad chunk": () =>
      response.socket?.end(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n${MARK}\r\n`),
    junk: () => response.writeHead(200, { "content-type": "text/html" }).end("<h1>proxy</h1>"),
    redirects: () => response.writeHead(302, { location: `http://u:${MARK}@127.0.0.1:1/x?temp_url_sig=${MARK}` }).end(),
    resets: () => response.destroy(),
  };
  moods[mood]();
}

function well({ path }: Received, response: ServerResponse, url: string): void {
  const granted = { access_token: MARK, refresh_token: MARK, token_type: "Bearer", expires_in: 3_600 };
  if (path.includes("openid-configuration")) sendJson(response, providerAt(url));
  else if (/\/(idp|oauth2)\/token/.test(path)) sendJson(response, granted);
  else if (/\/auth|OS-FEDERATION/.test(path)) sendJson(response, { token: tokenAt(url) }, 201);
  else sendJson(response, { servers: [{ id: "1", name: "a", adminPass: MARK }], ...LEAKS });
}

function providerAt(url: string): object {
  return { issuer: url, token_endpoint: `${url}/idp/token`, authorization_endpoint: `${url}/idp/authorize` };
}

function tokenAt(url: string): object {
  const at = (path: string): object[] => [{ interface: "public", region: "R", url: `${url}${path}` }];
  return {
    issued_at: new Date().toISOString(),
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    user: { id: "u", name: "u", domain: { id: "default", name: "Default" }, password: MARK },
    catalog: [
      { type: "compute", name: "nova", endpoints: at("/compute/v2.1") },
      { type: "identity", name: "keystone", endpoints: at("/v3") },
    ],
  };
}
