import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { fileTokenStore, type TokenStore } from "../../../src/index.ts";
import { type CloudOfFile, withCloud } from "../../support/with-cloud.ts";

/** A cloud for a file's tests, and for each of them a file store whose directory is not there yet. */
export interface FileStoreOfTest {
  readonly cloud: CloudOfFile["cloud"];
  readonly logins: CloudOfFile["logins"];
  readonly directory: string;
  readonly store: TokenStore;
}

export function withFileStore(): FileStoreOfTest {
  const world = withCloud();
  let directory: string;
  let store: TokenStore;
  beforeEach(() => {
    directory = join(mkdtempSync(join(tmpdir(), "osauth-store-")), "inner", "tokens");
    store = fileTokenStore({ directory });
    world.cloud.clearRequests();
  });
  afterEach(() => rmSync(join(directory, "..", ".."), { recursive: true, force: true }));
  return {
    get cloud() {
      return world.cloud;
    },
    get directory() {
      return directory;
    },
    get store() {
      return store;
    },
    logins: world.logins,
  };
}
