import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Identity of the real cloud. */
export const AUTH_URL = "http://127.0.0.1:5000/v3";

/** Where the cloud keeps its files. */
export const directory: string =
  process.env.OSAUTH_TEST_CLOUD ?? fileURLToPath(new URL("../../../.cloud", import.meta.url));

/** @throws Error saying how to start the cloud when it is not there. */
export async function requireCloud(): Promise<void> {
  const missing = await whatIsMissing();
  if (missing === undefined) return;
  throw new Error(
    `${missing}; as root: bash test/cloud/cloud.sh install && bash test/cloud/cloud.sh up (OSAUTH_TEST_CLOUD names another directory than .cloud)`,
  );
}

async function whatIsMissing(): Promise<string | undefined> {
  if (!existsSync(join(directory, "clouds.yaml"))) return `no cloud was started in ${directory}`;
  const answer = await fetch(AUTH_URL).catch(() => undefined);
  return answer?.ok ? undefined : `the cloud of ${directory} does not answer at ${AUTH_URL}`;
}
