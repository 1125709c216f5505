import { type AuthMethod, password, type Session } from "../../src/index.ts";
import { type CloudOfFile, withCloud } from "../support/with-cloud.ts";

/** A cloud where an owner has two projects and the system, and a guest one project. */
export interface People {
  readonly here: CloudOfFile;
  /** A session that ends with the tests of the file. */
  connect(auth: AuthMethod): Session;
  /** The password login of the owner or the guest, without a scope unless a project is named. */
  login(username: "owner" | "guest", projectName?: string): AuthMethod;
}

/** Such a cloud for the tests of the file that calls this. */
export function withPeople(): People {
  const here = withCloud(() => ({
    users: [
      { name: "owner", password: "owner-secret", projects: ["web", "shop"], admin: true },
      { name: "guest", password: "guest-secret", projects: ["web"] },
    ],
  }));
  return {
    here,
    connect: (auth) => here.connect({ auth }),
    login: (username, projectName) => {
      const scope = projectName === undefined ? {} : { projectName, projectDomainName: "Default" };
      const { authUrl } = here.cloud;
      return password({ authUrl, username, userDomainName: "Default", password: `${username}-secret`, ...scope });
    },
  };
}
