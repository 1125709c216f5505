import { describe, expect, it } from "vitest";
import { applicationCredential } from "../../../src/auth/methods/application-credential.ts";
import { errorOf } from "../fake-keystone.ts";
import { authUrl } from "../with-password.ts";

describe("applicationCredential", () => {
  it("protocol §1.7 FIX: refuses a scope before any request", async () => {
    const options = { authUrl, id: "AC", secret: "S", projectId: "P" };
    expect(await errorOf(() => applicationCredential(options))).toMatchObject({ code: "INVALID_SCOPE" });
    const method = applicationCredential({ authUrl, id: "AC", secret: "S" });
    const error = await errorOf(() => method.withScope({ project: { id: "P" } }));
    expect(error).toMatchObject({ name: "AuthError", code: "INVALID_SCOPE" });
    expect(String(error)).toContain("another application credential");
  });

  it.each([{ projectName: "P" }, { domainName: "D" }, { systemScope: "some" }, { unscoped: true }])(
    "says of %j that no scope is allowed, not what the scope lacks",
    async (scope) => {
      const error = await errorOf(() => applicationCredential({ authUrl, id: "AC", secret: "S", ...scope }));
      expect(error).toMatchObject({ name: "AuthError", code: "INVALID_SCOPE" });
      expect(String(error)).toContain("leave the scope options out");
    },
  );

  it.each([{ unscoped: false }, { projectDomainName: "Default" }, { projectName: undefined }])(
    "takes %j, which asks for no scope",
    (none) => {
      const method = applicationCredential({ authUrl, id: "AC", secret: "S", ...none });
      expect(method.scope).toBeUndefined();
    },
  );
});
