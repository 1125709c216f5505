import { afterAll, beforeAll } from "vitest";
import { password, Session, type SessionOptions } from "../../src/index.ts";
import { type CloudOptions, type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";

/** A cloud, and sessions with it; all of them end with the tests of one file. */
export interface CloudOfFile {
  /** Not before the first test. */
  readonly cloud: EmbeddedCloud;
  /** A session with the cloud's own credentials, unless the options say something else. */
  connect(options?: Partial<SessionOptions>): Session;
  /** How often somebody logged in since the requests were cleared. */
  logins(): number;
}

/** A cloud for the tests of the file that calls this; the options are read when it starts. */
export function withCloud(options: () => CloudOptions = () => ({})): CloudOfFile {
  let cloud: EmbeddedCloud;
  const open: Session[] = [];
  beforeAll(async () => {
    cloud = await startCloud(options());
  });
  afterAll(async () => {
    await Promise.all(open.map((session) => session.close()));
    await cloud.close();
  });
  return {
    get cloud() {
      return cloud;
    },
    connect: (changes = {}) => {
      const session = new Session({ auth: password(cloud.credentials), ...changes });
      open.push(session);
      return session;
    },
    logins: () => cloud.count("POST /identity/v3/auth/tokens"),
  };
}
