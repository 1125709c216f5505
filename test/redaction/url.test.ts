import { describe, expect, it } from "vitest";
import { redactUrl } from "../../src/redaction/url.ts";

describe("a URL as it may be shown", () => {
  it.each(
    `refresh_token id_token client_secret adminPass passcode api_key auth_token X-Auth-Token X-Amz-Security-Token
    X-Amz-Signature X-Goog-Signature assertion SAMLResponse device_code code_verifier receipt user_data secret_key
    oauth_signature oauth_token temp_url_sig signature sig token access_token code password secret`.split(/\s+/),
  )("has %s masked in its query and its fragment", (name) => {
    expect(redactUrl(`https://h/a?limit=5&${name}=s3cret`)).toBe(`https://h/a?limit=5&${name}=redacted`);
    expect(redactUrl(`https://h/a#${name}=s3cret`)).toBe(`https://h/a#${name}=redacted`);
  });

  it.each([
    "https://h/a?marker=m&next_token=n&sort_key=name&token_type=b",
    "https://h/a%20b?q=%2f+c#part",
    "https://h/v1/photos/..?format=json",
    "https://h/a@b",
    "/a",
  ])("%s is shown as it is", (url) => {
    expect(redactUrl(url)).toBe(url);
  });

  it("is without a query of millions of parameters", () => {
    expect(redactUrl(`https://u:s3cret@h/a?${"b&".repeat(4_000_000)}`)).toBe("https://h/a");
    expect(redactUrl(`https://h/a?${"b&".repeat(50_000)}`)).toBe("https://h/a");
  });

  it("has neither user nor password, and no query when it is no whole URL", () => {
    expect(redactUrl("http://u:s3cret@h/a")).toBe("http://h/a");
    expect(redactUrl("//u:s3cret@h/a?token=s3cret")).toBe("//h/a");
  });

  it.each(["u:s3cret@h:1/a", "u:a@s3cret@h:1/a", ":s3cret@h:1/a"])("has no user when it has no scheme: %s", (url) => {
    expect(redactUrl(url)).toBe("h:1/a");
  });
});
