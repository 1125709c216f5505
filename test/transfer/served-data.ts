import { createHash, randomBytes } from "node:crypto";
import { onTestFinished, vi } from "vitest";
import { noAuth, Session, type Store } from "../../src/index.ts";
import { type Received, serve, type TestServer } from "../support/server.ts";

export const DATA: Buffer = randomBytes(900_000);
export const MD5: string = createHash("md5").update(DATA).digest("hex");
export const SHA512: string = createHash("sha512").update(DATA).digest("hex");

/** A store that answers as the test says; it ends with the test. */
export async function storeAt(answer: Parameters<typeof serve>[0]): Promise<{ store: Store; server: TestServer }> {
  const server = await serve(answer);
  const session = new Session({ auth: noAuth({ endpoint: `${server.url}/v1/AUTH_a` }), timeout: { idle: 1_000 } });
  // Pauses between attempts are of a random length, and here of the least one.
  const random = vi.spyOn(Math, "random").mockReturnValue(0);
  onTestFinished(async () => {
    random.mockRestore();
    await session.close();
    await server.close();
  });
  return { store: session.adapter("object-store"), server };
}

export const PATH: readonly string[] = ["c", "o"];
const isData = ({ path }: Received): boolean => path === "/v1/AUTH_a/c/o";

/** Answers with the data from where it is asked, and breaks after `bytes` of it as often as told. */
export function breaking(
  times: number,
  bytes: number,
  headers: (request: Received) => Record<string, string> = () => ({ etag: MD5 }),
): Parameters<typeof serve>[0] {
  let left = times;
  return (request, response) => {
    if (!isData(request)) return void response.writeHead(404).end();
    const first = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const part = DATA.subarray(first);
    response.writeHead(first > 0 ? 206 : 200, {
      ...headers(request),
      "content-length": part.length,
      ...(first > 0 && { "content-range": `bytes ${first}-${DATA.length - 1}/${DATA.length}` }),
    });
    if (left-- > 0) response.write(part.subarray(0, bytes), () => setTimeout(() => response.destroy(), 20));
    else response.end(part);
  };
}

export async function bytesOf(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export const ranges = ({ received }: TestServer): unknown[] =>
  received.filter(isData).map(({ headers }) => [headers.range, headers["if-match"]]);
