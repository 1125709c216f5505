import { describe, expect, it } from "vitest";
import {
  type OAuth1Credential,
  oauth1BaseString,
  oauth1Header,
  oauth1Signature,
  percentEncoded,
} from "../../src/auth/oauth1-signature.ts";
import { secret } from "../../src/redaction/secret.ts";

const credential = (key: string, value: string): OAuth1Credential => ({ key, secret: secret(value) });
const printer = credential("dpf43f3p2l4k3l03", "kd94hf93k423kf44");

describe("percent-encoding (RFC 5849 §3.6)", () => {
  it.each([
    ["abcABC123", "abcABC123"],
    ["-._~", "-._~"],
    ["%", "%25"],
    ["+", "%2B"],
    [" ", "%20"],
    ["&=*", "%26%3D%2A"],
    ["!'()", "%21%27%28%29"],
    ["\n\u007f\u0080", "%0A%7F%C2%80"],
    ["ä\u3001😀", "%C3%A4%E3%80%81%F0%9F%98%80"],
  ])("encodes %j as %s", (text, encoded) => {
    expect(percentEncoded(text)).toBe(encoded);
  });
});

describe("the base string (RFC 5849 §3.4.1)", () => {
  it("is the RFC's own, with a query and a form", () => {
    const base = oauth1BaseString(
      { method: "post", url: "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b" },
      [
        ["oauth_consumer_key", "9djdj82h48djs9d2"],
        ["oauth_token", "kkk9d7dh3k39sjv7"],
        ["oauth_signature_method", "HMAC-SHA1"],
        ["oauth_timestamp", "137131201"],
        ["oauth_nonce", "7d8f3e4a"],
        ["c2", ""],
        ["a3", "2 q"],
      ],
    );
    expect(base).toBe(
      "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26" +
        "c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26" +
        "oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7",
    );
    const by = { consumer: credential("", "j49sk3j29djd"), token: credential("", "dh893hdasih9") };
    // The RFC prints another signature for this request; its erratum 2550 corrects it.
    expect(oauth1Signature(base, by)).toBe("r6/TJjbCOr97/+UU0NsvSne7s5g=");
  });

  it("keeps a port that is not the scheme's own, and sorts equal names by value", () => {
    const url = "https://k.example:8443/v3/auth/tokens?a=2&a=10&a=1";
    expect(oauth1BaseString({ method: "POST", url }, [])).toBe(
      "POST&https%3A%2F%2Fk.example%3A8443%2Fv3%2Fauth%2Ftokens&a%3D1%26a%3D10%26a%3D2",
    );
  });
});

describe("the header (RFC 5849 §1.2)", () => {
  it.each([
    [
      "temporary credentials",
      {
        method: "POST",
        url: "https://photos.example.net/initiate",
        consumer: printer,
        parameters: { oauth_callback: "http://printer.example.com/ready" },
      },
      { timestamp: 137131200, nonce: "wIjqoS" },
      "74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D",
    ],
    [
      "token credentials",
      {
        method: "POST",
        url: "https://photos.example.net/token",
        consumer: printer,
        token: credential("hh5s93j4hdidpola", "hdhd0244k9j7ao03"),
        parameters: { oauth_verifier: "hfdp7dh39dks9884" },
      },
      { timestamp: 137131201, nonce: "walatlh" },
      "gKgrFCywp7rO0OXSjdot%2FIHF7IU%3D",
    ],
    [
      "a protected resource",
      {
        method: "GET",
        url: "http://photos.example.net/photos?file=vacation.jpg&size=original",
        consumer: printer,
        token: credential("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00"),
      },
      { timestamp: 137131202, nonce: "chapoH" },
      "MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D",
    ],
  ])("signs the RFC's request for %s as the RFC does", (_what, request, stamp, signature) => {
    expect(oauth1Header(request, stamp)).toContain(`oauth_signature="${signature}"`);
  });

  it("has every parameter of the protocol, quoted", () => {
    const header = oauth1Header(
      { method: "POST", url: "https://k.example/v3/auth/tokens", consumer: printer, token: credential('t"1', "s") },
      { timestamp: 1, nonce: "n" },
    );
    expect(header).toMatch(
      /^OAuth oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="t%221", oauth_signature_method="HMAC-SHA1", oauth_timestamp="1", oauth_nonce="n", oauth_signature="[\w%]+"$/,
    );
  });

  it("is another one each time", () => {
    const request = { method: "POST", url: "https://k.example/v3/auth/tokens", consumer: printer };
    expect(oauth1Header(request)).not.toBe(oauth1Header(request));
  });
});
