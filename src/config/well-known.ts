import { Transport } from "../transport/transport.ts";
import type { Surroundings } from "./surroundings.ts";

const MAX_BYTES = 65_536;
const TIMEOUT = 10_000;

/**
 * Reads a JSON document of at most 64 KiB within 10 s, without any credentials.
 *
 * @throws Error saying what is wrong with the answer; TransportError.
 */
export const fetchJson: Surroundings["fetchJson"] = async (url, way) => {
  const { origin, pathname, search } = new URL(url);
  const transport = new Transport(way);
  try {
    const answer = await transport.send({
      method: "GET",
      origin,
      path: pathname + search,
      headers: ["accept", "application/json"],
      times: { headers: TIMEOUT, idle: TIMEOUT, whole: TIMEOUT, settled: 0, patient: false },
      signal: AbortSignal.timeout(TIMEOUT),
      mode: "stream",
      bodyLimit: MAX_BYTES,
      retry: { limit: 0, when: undefined },
      retriableStatuses: [],
    });
    if (answer.status !== 200) throw new Error(`it answered HTTP ${answer.status}`);
    return JSON.parse(await limited(answer.body));
  } finally {
    await transport.close();
  }
};

async function limited(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  // Unlike a Buffer, it leaves a byte order mark out.
  return new TextDecoder().decode(Buffer.concat(chunks));
}
