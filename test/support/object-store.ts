import { mkdtempSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { type Adapter, download, password, type Resolve, Session } from "../../src/index.ts";
import { type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";

/** Object storage for the tests of a file, and a file of their own to send there. */
export interface ObjectStore {
  cloud(): EmbeddedCloud;
  session(): Session;
  store(): Adapter<Resolve<"object-store">>;
  readonly folder: string;
  /** In the folder; before each test it has the data again. */
  readonly file: string;
  namesIn(container: string): Promise<string[]>;
  stored(container: string, object: string): Promise<Buffer>;
}

/** Has a cloud started before the tests of a file, and ended after them. */
export function objectStore(data: Buffer): ObjectStore {
  const folder = mkdtempSync(join(tmpdir(), "osauth-transfer-"));
  const file = join(folder, "data");
  let cloud: EmbeddedCloud;
  let session: Session;
  beforeAll(async () => {
    cloud = await startCloud({ services: ["object-store", "image"] });
    session = new Session({ auth: password(cloud.credentials) });
  });
  beforeEach(() => writeFile(file, data));
  afterAll(async () => {
    await session.close();
    await cloud.close();
    await rm(folder, { recursive: true });
  });
  const store = (): Adapter<Resolve<"object-store">> => session.adapter("object-store");
  const namesIn = async (container: string): Promise<string[]> => {
    const list = store().get([container], { query: { format: "json" } });
    return (await list.json<{ name: string }[]>()).map(({ name }) => name);
  };
  const stored = async (container: string, object: string): Promise<Buffer> => {
    const { body } = await download(store(), [container, object]);
    return Buffer.concat(await body.toArray());
  };
  return { cloud: () => cloud, session: () => session, store, folder, file, namesIn, stored };
}
