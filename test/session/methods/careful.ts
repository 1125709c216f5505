import { type CloudUser, totpCode } from "../../../src/testing/index.ts";

const totpSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/** A user who may not come in without both a password and a passcode. */
export const CAREFUL: CloudUser = { name: "careful", password: "p", totpSecret, mfaRules: [["password", "totp"]] };

/** Who that user is to a login, and the passcode of now. */
export const user = { username: "careful", userDomainName: "Default" } as const;
export const code = (): string => totpCode(totpSecret);

export const scope = { projectName: "demo", projectDomainName: "Default" } as const;
