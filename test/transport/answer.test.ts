import { constants } from "node:buffer";
import { inspect } from "node:util";
import { expect, it } from "vitest";
import { Answer } from "../../src/transport/answer.ts";
import { failure } from "../support/failure.ts";

it.each(["json", "text"] as const)(
  "tells %s() of what no string can hold, instead of Node's own error",
  async (how) => {
    const context = { method: "GET", url: "http://cloud.example/", service: undefined, bodyLimit: 0 };
    const source = [Buffer.alloc(constants.MAX_STRING_LENGTH + 1)];
    const answer = new Answer(200, {}, { context, source });
    expect(await failure(answer[how]())).toMatchObject({
      code: "BODY_TOO_LARGE",
      cause: { code: "ERR_STRING_TOO_LONG" },
    });
    expect((await answer.bytes()).length).toBe(constants.MAX_STRING_LENGTH + 1);
  },
);

it("does not repeat what is no JSON in an error that anybody prints", async () => {
  const context = { method: "GET", url: "http://cloud.example/", service: undefined, bodyLimit: 0 };
  const error = await failure(new Answer(200, {}, { context, source: [Buffer.from("s3cret payload")] }).json());
  expect(error).toMatchObject({ code: "INVALID_BODY", body: "s3cret payload" });
  expect(inspect(error)).not.toContain("s3cret");
});
