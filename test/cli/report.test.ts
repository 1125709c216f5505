import { describe, expect, it } from "vitest";
import { describeProblem } from "../../src/cli/problem.ts";
import { catalogRows, describeFailures, describeIdentity } from "../../src/cli/report.ts";
import { ConfigError, HttpError, TransportError } from "../../src/errors/errors.ts";
import type { Identity } from "../../src/session/identity.ts";
import type { ServiceReport } from "../../src/session/report.ts";

const domain = { id: "default", name: "Default" };
const identity: Identity = {
  user: { id: "u", name: "demo", domain },
  project: { id: "p", name: "web", domain },
  domain: undefined,
  system: false,
  roles: [
    { id: "r1", name: "member" },
    { id: "r2", name: undefined },
  ],
  trust: undefined,
  applicationCredential: undefined,
  methods: ["password"],
  auditIds: [],
  issuedAt: new Date(Date.UTC(2026, 10, 23)),
  expiresAt: new Date(Date.UTC(2026, 10, 24)),
};

const compute: ServiceReport = {
  service: "compute",
  type: "compute",
  name: "nova",
  project: "nova",
  region: "R1",
  interface: "public",
  url: "https://h/v2.1/",
  version: "2.1",
  status: "CURRENT",
  microversions: { min: "2.1", max: "2.96" },
  versions: [],
  error: undefined,
};

const down = new TransportError("CONNECT_FAILED", "GET https://h: cannot connect", { method: "GET", url: "https://h" });

describe("identity", () => {
  it("tells user, scope, roles and expiry", () => {
    expect(describeIdentity(identity)).toEqual([
      "user     demo (domain Default)",
      "scope    project web (domain Default)",
      "roles    member, r2",
      "expires  2026-11-24T00:00:00.000Z",
    ]);
  });

  it.each([
    [{ project: undefined, domain }, "scope    domain Default"],
    [{ project: undefined, system: true }, "scope    system"],
    [{ project: undefined }, "scope    none"],
  ])("tells the scope %j", (change, line) => {
    expect(describeIdentity({ ...identity, ...change })[1]).toBe(line);
  });

  it("tells a session without a token", () => {
    const none = { user: undefined, project: undefined, roles: [], expiresAt: undefined };
    expect(describeIdentity({ ...identity, ...none })).toEqual([
      "user     nobody: there is no token",
      "scope    none",
      "roles    none",
    ]);
  });

  it("lets no name steer the terminal", () => {
    const user = { id: "u", name: "x\u001b[2J", domain: undefined };
    expect(describeIdentity({ ...identity, user }).join("")).not.toContain("\u001b");
  });
});

describe("catalog", () => {
  it("has one row for each endpoint, with a dash for what is unknown", () => {
    const bare = { ...compute, project: undefined, region: undefined, version: undefined, status: undefined };
    expect(catalogRows([compute, { ...bare, type: "acme", microversions: undefined }])).toEqual([
      ["SERVICE", "PROJECT", "REGION", "ENDPOINT", "VERSION", "MICROVERSIONS", "STATUS"],
      ["compute", "nova", "R1", "https://h/v2.1/", "2.1", "2.1-2.96", "CURRENT"],
      ["acme", "-", "-", "https://h/v2.1/", "-", "-", "-"],
    ]);
  });

  it("shows a service that could not be asked as a code in the table and a line below it", () => {
    const failed = { ...compute, status: undefined, error: down };
    expect(catalogRows([failed])[1]?.at(-1)).toBe("CONNECT_FAILED");
    expect(describeFailures([compute, failed])).toEqual([`compute in R1: ${describeProblem(down)}`]);
  });
});

describe("problem", () => {
  it("is one line that ends with what to do", () => {
    expect(describeProblem(down)).toMatch(/^GET https:\/\/h: cannot connect\. Check OS_AUTH_URL/);
    expect(describeProblem(new ConfigError("INVALID_FILE", "a\n  b\u001b."))).toBe("a b .");
  });

  it("says who answered when the message is the service's own", () => {
    const error = new HttpError("NOT_FOUND", "No such thing.", {
      status: 404,
      method: "GET",
      url: "https://h/x",
      service: "compute",
      requestId: undefined,
      body: undefined,
      retryAfter: undefined,
      headers: {},
    });
    expect(describeProblem(error)).toBe("GET https://h/x answered 404: No such thing.");
  });

  it("takes whatever was thrown", () => {
    expect(describeProblem("oops")).toBe("oops");
  });
});
