import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Plan, Row } from "../row.ts";
import { interleaved, summary } from "../statistics.ts";

const run = promisify(execFile);

/** What a process of its own measured. */
export interface Transferred {
  readonly ms: number;
  /** Bytes a process grew by that had moved 128 MiB before. */
  readonly growth: number;
  /** Bytes it grew by in all. */
  readonly all: number;
}

/** 1 GiB down and up, each by a process of its own. */
export async function transfer({ short, target }: Plan): Promise<Row[]> {
  const sink = await startSink();
  const pairs = short ? 3 : 21;
  const rows: Row[] = [];
  for (const [direction, url] of [
    ["down", target],
    ["up", sink.url],
  ] as const) {
    const samples = await interleaved(pairs, {
      ours: () => measured(direction, "ours", url),
      theirs: () => measured(direction, "undici", url),
    });
    const seconds = summary(samples.map(({ ours }) => ours.ms / 1_000));
    rows.push(
      {
        name: `1 GiB ${direction}: throughput over undici`,
        ...summary(samples.map(({ ours, theirs }) => theirs.ms / ours.ms)),
        unit: "×",
        atLeast: 0.9,
        notes: `${seconds.value.toFixed(2)} s`,
      },
      {
        name: `1 GiB ${direction}: growth of a process that has moved 128 MiB before`,
        ...summary(samples.map(({ ours }) => ours.growth / 2 ** 20)),
        unit: "MiB",
        atMost: 64,
        notes: `with these ${mebibytes(samples.map(({ ours }) => ours.all))}, undici ${mebibytes(samples.map(({ theirs }) => theirs.all))}`,
      },
    );
  }
  sink.close();
  return rows;
}

function mebibytes(values: readonly number[]): string {
  return `${(summary(values).value / 2 ** 20).toFixed(0)} MiB`;
}

async function measured(direction: string, way: string, url: string): Promise<Transferred> {
  const program = fileURLToPath(new URL("../transfer-client.js", import.meta.url));
  const { stdout } = await run(process.execPath, ["--expose-gc", program, direction, way, url]);
  return JSON.parse(stdout);
}

async function startSink(): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((request, response) => {
    request.resume().once("end", () => response.end("{}"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
