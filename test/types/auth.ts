// Compiled, not run: what the methods of logging in accept and refuse.
import { k2k, multiFactor, oauth1, password, tokenlessAuth, totp, withReceipt } from "../../src/index.ts";

const authUrl = "https://keystone.example/v3";
const user = { username: "demo", userDomainName: "Default" } as const;

export function check(): void {
  // A secret is text, or a function that gets it, at once or later.
  password({ authUrl, ...user, password: () => "s3cret" });
  totp({ authUrl, ...user, passcode: async () => "123456" });
  // @ts-expect-error a passcode as a number has lost its leading zeros
  totp({ authUrl, ...user, passcode: 12345 });
  // @ts-expect-error a user's name needs its domain
  totp({ authUrl, username: "demo", passcode: "123456" });

  multiFactor({ authUrl, authMethods: ["v3password", "totp"], ...user, password: "s3cret", passcode: "123456" });
  // @ts-expect-error Kerberos is not one of the methods that can be put together
  multiFactor({ authUrl, authMethods: ["v3kerberos"], ...user });

  // @ts-expect-error an OAuth 1 access token has its project
  oauth1({ authUrl, consumerKey: "c", consumerSecret: "s", accessKey: "a", accessSecret: "s", projectId: "p" });
  // @ts-expect-error without a token there is no call for the whole system
  tokenlessAuth({ authUrl, systemScope: "all" });
  // @ts-expect-error which other cloud?
  k2k({ auth: totp({ authUrl, ...user, passcode: "123456" }) });
  // @ts-expect-error a receipt without its id continues nothing
  withReceipt(totp({ authUrl, ...user, passcode: "123456" }), { methods: ["password"], required: [], expiresAt: "" });
}
