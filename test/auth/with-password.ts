import type { AuthMethod } from "../../src/auth/method.ts";
import { password } from "../../src/auth/methods/password.ts";

export const authUrl = "https://k.example/identity";

/** A login with a user's password at `authUrl`, with these changes. */
export const withPassword = (extra: object = {}): AuthMethod =>
  password({ authUrl, username: "u", userDomainName: "D", password: "p", ...extra });
