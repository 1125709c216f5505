import { expect, it } from "vitest";
import { requestProblem } from "../../src/adapter/check.ts";
import { password, Session } from "../../src/index.ts";
import { failure } from "../support/failure.ts";

const auth = password({ authUrl: "http://h/v3", username: "u", userDomainName: "D", password: "p" });

it.each<[string, object]>([
  ["tls", { auth, tls: "-----BEGIN PRIVATE KEY-----" }],
  ["auth", { auth: "s3cret" }],
  ["endpointOverrides", { auth, endpointOverrides: "http://u:pw@h/" }],
  ["logger", { auth, logger: "s3cret" }],
])("a text in the place of %s is not repeated", async (key, options) => {
  const error = await failure((async () => new Session(options as never))());
  expect(error).toMatchObject({ key, message: expect.stringMatching(/not a string\.$/) });
});

it.each([{ headers: "x-auth-token: s3cret" }, { form: "password=s3cret" }, { query: "token=s3cret" }])(
  "a text in the place of %j is not repeated",
  (init) => {
    expect(requestProblem({ path: "/", init })).toMatch(/not a string$/);
  },
);

it("a word in the place of a switch is", async () => {
  const error = await failure((async () => new Session({ auth, compression: "yes" } as never))());
  expect(error).toMatchObject({ message: expect.stringContaining('not "yes"') });
});
