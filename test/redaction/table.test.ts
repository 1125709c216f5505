import { describe, expect, it } from "vitest";
import { redactHeaderList, redactHeaders, redactJson } from "../../src/redaction/table.ts";
import { secretsIn, withoutSecrets } from "../../src/redaction/values.ts";

/** The value below this many lists and objects in turn. */
function buried(value: unknown, depth: number): unknown {
  return JSON.parse(`${'[{"a":'.repeat(depth / 2)}${JSON.stringify(value)}${"}]".repeat(depth / 2)}`);
}

/** Its only member, and the only member of that, as often as it goes. */
function bottom(value: unknown): unknown {
  let at = value;
  while (typeof at === "object" && at !== null) [at] = Object.values(at);
  return at;
}

describe("headers as they may be shown", () => {
  it.each([
    "x-auth-token",
    "X-Subject-Token",
    "x-service-token",
    "protocol §2.8 FIX: x-storage-token",
    "authorization",
    "proxy-authorization",
    "protocol §2.8 FIX: cookie",
    "protocol §2.8 FIX: set-cookie",
    "protocol §2.8 FIX: openstack-auth-receipt",
  ])("%s is masked", (title) => {
    const name = title.split(" ").at(-1) ?? "";
    expect(Object.values(redactHeaders({ [name]: "s3cret" }))).toEqual(["[redacted]"]);
    expect(Object.values(redactHeaderList([name, "s3cret"]))).toEqual(["[redacted]"]);
  });

  it("others are not, but for credentials in addresses", () => {
    expect(
      redactHeaders({ "content-type": "text/plain", location: "http://u:s3cret@h/a?token=s3cret&limit=5" }),
    ).toEqual({ "content-type": "text/plain", location: "http://h/a?token=redacted&limit=5" });
  });
});

describe("JSON as it may be shown", () => {
  it.each<[string, unknown, unknown]>([
    [
      "a server",
      { server: { name: "a", adminPass: "s", user_data: "s" } },
      { server: { name: "a", adminPass: 1, user_data: 1 } },
    ],
    [
      "a login",
      { auth: { identity: { methods: ["password"], password: { user: { name: "u", password: "s" } } } } },
      { auth: { identity: { methods: ["password"], password: { user: { name: "u", password: 1 } } } } },
    ],
    ["a token by its id", { auth: { identity: { token: { id: "s" } } } }, { auth: { identity: { token: { id: 1 } } } }],
    [
      "a token of OAuth",
      { access_token: "s", refresh_token: "s", expires_in: 5 },
      { access_token: 1, refresh_token: 1, expires_in: 5 },
    ],
    ["EC2 credentials", { credential: { access: "a", secret: "s" } }, { credential: { access: "a", secret: 1 } }],
    ["passcodes in lists", [{ totp: { user: { passcode: "000000" } } }, 5], [{ totp: { user: { passcode: 1 } } }, 5]],
    ["files put into a server", { server: { personality: [{ contents: "s" }] } }, { server: { personality: 1 } }],
  ])("masks the secrets of %s", (_, value, expected) => {
    const masked = JSON.parse(JSON.stringify(expected), (_key, item) => (item === 1 ? "[redacted]" : item));
    expect(redactJson(value)).toEqual(masked);
  });

  it("is the value itself when there is nothing to mask", () => {
    const value = { servers: [{ id: "a", secret: "", token: { methods: [] } }], none: null, text: "secret" };
    expect(redactJson(value)).toBe(value);
    expect(redactJson("password")).toBe("password");
  });

  it("masks what is nested too deep to look for secrets", () => {
    expect(bottom(redactJson(buried("s3cret", 90)))).toBe("s3cret");
    expect(bottom(redactJson(buried("s3cret", 20_000)))).toBe("[redacted]");
  });
});

describe("what repeats a request", () => {
  const [password] = secretsIn({ json: { auth: { password: "s3cret" } } });

  it("says nothing that the request keeps secret, however deep that lies in either", () => {
    expect(secretsIn({ json: buried({ password: "s3cret" }, 20_000) })).toEqual([password]);
    expect(bottom(withoutSecrets(buried("no s3cret here", 90), ["s3cret"]))).toBe("no [redacted] here");
    expect(bottom(withoutSecrets(buried("no s3cret here", 20_000), ["s3cret"]))).toBe("[redacted]");
  });
});
