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
    "x-account-meta-temp-url-key-2",
    "x-auth-key",
    "x-container-sync-key",
    "x-storage-pass",
    "x-amz-security-token",
    "x-user-token",
  ])("%s is masked", (title) => {
    const name = title.split(" ").at(-1) ?? "";
    expect(Object.values(redactHeaders({ [name]: "s3cret" }))).toEqual(["[redacted]"]);
    expect(Object.values(redactHeaderList([name, "s3cret"]))).toEqual(["[redacted]"]);
  });

  it("others are not, but for credentials in addresses", () => {
    expect(
      redactHeaders({ "content-type": "text/plain", location: "http://u:s3cret@h/a?token=s3cret&limit=5" }),
    ).toEqual({ "content-type": "text/plain", location: "http://h/a?token=redacted&limit=5" });
    expect(
      redactHeaders({ refresh: "0; url=http://h/?token=s3cret", "x-storage-url": "http://u:s3cret@h/v1", etag: "a" }),
    ).toEqual({ refresh: "0; url=http://h/?token=[redacted]", "x-storage-url": "http://h/v1", etag: "a" });
  });

  it("of a request only those are shown that hold no credentials, whoever made it", () => {
    expect(
      redactHeaderList(["Accept", "a/b", "content-length", "5", "x-mine", "s3cret", "x-openstack-a", "1"]),
    ).toEqual({
      accept: "a/b",
      "content-length": "5",
      "x-mine": "[redacted]",
      "x-openstack-a": "1",
    });
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
    ["a token in any case", { Token: { id: "s" }, receipt: { id: "s" } }, { Token: { id: 1 }, receipt: { id: 1 } }],
    ["a generated password", { password: { value: "s", id: "a" } }, { password: { value: 1, id: "a" } }],
    ["a list", { passwords: ["s", "s"], tokens: ["s"] }, { passwords: [1, 1], tokens: [1] }],
    ["a number", { passcode: 123456, adminPass: 1234 }, { passcode: 1, adminPass: 1 }],
  ])("masks the secrets of %s", (_, value, expected) => {
    const masked = JSON.parse(JSON.stringify(expected), (_key, item) => (item === 1 ? "[redacted]" : item));
    expect(redactJson(value)).toEqual(masked);
  });

  it.each(
    `X-Subject-Token X-Service-Token X-Storage-Token Authorization Cookie Set-Cookie OpenStack-Auth-Receipt ipmi_password
    auth_password psk trustee_password db_password access_secret oauth_token otp rootPass dbPass apiKey api_key APIKey
    private_key OS-EXT-SRV-ATTR:user_data client_secret code_verifier device_code oauth_signature SAMLResponse`.split(
      /\s+/,
    ),
  )("masks %s", (name) => {
    expect(redactJson({ a: [{ [name]: "s" }] })).toEqual({ a: [{ [name]: "[redacted]" }] });
  });

  it("masks what stands inside a text", () => {
    expect(redactJson({ url: "http://h/vnc?path=%3F&token=s#a", other: "oauth_token=s&user=u" })).toEqual({
      url: "http://h/vnc?path=%3F&token=[redacted]",
      other: "oauth_token=[redacted]&user=u",
    });
    expect(redactJson({ body: JSON.stringify({ user: { password: 's"' }, a: 1 }) })).toEqual({
      body: '{"user":{"password":"[redacted]"},"a":1}',
    });
    expect(redactJson('{"name":"a","adminPass":"s\\"s')).toBe('{"name":"a","adminPass":"[redacted]"');
    expect(redactJson('{"auth":{"identity":{"token":{"a":1,"id":"s3cr')).toBe(
      '{"auth":{"identity":{"token":{"a":1,"id":"[redacted]"',
    );
    expect(redactJson("in {'token': {'id': 's', 'x': {}}, 'server': {'id': 'i'}, 'password': {'value': 's'}}")).toBe(
      "in {'token': {'id': '[redacted]', 'x': {}}, 'server': {'id': 'i'}, 'password': {'value': '[redacted]'}}",
    );
    expect(redactJson('{"token":{"user":{"id":"u"')).toBe('{"token":{"user":{"id":"u"');
    expect(redactJson("Bad value in {'auth': {u'password': u's', 'n': 1}}")).toBe(
      "Bad value in {'auth': {u'password': u'[redacted]', 'n': 1}}",
    );
  });

  it("is not misled by names that only sound like a secret's", () => {
    const value = {
      token: { user: { id: "u" }, methods: ["password"], expires_at: "t" },
      token_endpoint: "http://h/token",
      next_token: "n",
      nextPageToken: "n",
      marker: "m",
      token_type: "Bearer",
      passwords: 5,
      total_tokens: 7,
      has_secret: true,
      secret: { secret_ref: "http://h/v1/secrets/1", id: "1" },
      secrets: [{ name: "a" }],
      public_key: "ssh-rsa A",
      consumer_key: "c",
      password_expires_at: "t",
      code: 400,
      bypass: "b",
      compass: "c",
      monkey: "m",
      text: "the password is wrong, sort_key=name, a token=",
    };
    expect(redactJson(value)).toBe(value);
  });

  it("takes no time over long texts", () => {
    for (const text of [
      "a".repeat(1e6),
      "a-".repeat(5e5),
      '"a":'.repeat(2e5),
      '"id":'.repeat(2e5),
      '"token":{'.repeat(1e5),
      "password=".repeat(1e5),
      "//".repeat(5e5),
    ]) {
      expect(typeof redactJson(text)).toBe("string");
    }
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
  const password = secretsIn({ json: { auth: { password: "s3cret" } } });

  it("says nothing that the request keeps secret, however deep that lies in either", () => {
    expect(secretsIn({ json: buried({ password: "s3cret" }, 20_000) })).toEqual(password);
    expect(password).toContain("s3cret");
    expect(bottom(withoutSecrets(buried("no s3cret here", 90), ["s3cret"]))).toBe("no [redacted] here");
    expect(bottom(withoutSecrets(buried("no s3cret here", 20_000), ["s3cret"]))).toBe("[redacted]");
  });
});
