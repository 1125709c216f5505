import { request } from "undici";
import { Session } from "../../../src/index.ts";
import { fixedCloud, HEADERS, MICROVERSION } from "../fixed-cloud.ts";
import { poolOf } from "../pool.ts";
import type { Plan, Row } from "../row.ts";
import { interleaved, quantile, summary } from "../statistics.ts";

const CONCURRENCY = 32;

interface Sample {
  readonly rate: number;
  /** µs a request. */
  readonly cpu: number;
  /** ms */
  readonly p50: number;
  readonly p99: number;
}

/** An authenticated GET with a microversion and its JSON, against undici alone and against global fetch. */
export async function hot({ short, target }: Plan): Promise<Row[]> {
  const session = new Session({ auth: fixedCloud(target) });
  const compute = session.adapter("compute", { microversion: MICROVERSION });
  const agent = poolOf();
  const rows: Row[] = [];
  try {
    for (const [path, label, budget] of [
      ["/list", "8 kB list", 1],
      ["/small", "50 bytes", 0.95],
    ] as const) {
      const ways = {
        ours: () => compute.get(path).json(),
        undici: async () =>
          (await request(`${target}/v2.1${path}`, { headers: HEADERS, dispatcher: agent })).body.json(),
        fetch: async () => (await fetch(`${target}/v2.1${path}`, { headers: HEADERS })).json(),
      };
      for (const way of Object.values(ways)) await sample(way, short ? 300 : 1_000);
      const length = short ? 300 : 700;
      const pairs = await interleaved(short ? 9 : 15, {
        ours: () => sample(ways.ours, length),
        theirs: () => sample(ways.undici, length),
      });
      const versusFetch = await interleaved(short ? 3 : 9, {
        ours: () => sample(ways.ours, length),
        theirs: () => sample(ways.fetch, length),
      });
      rows.push(...compared({ label, budget }, pairs), overFetch(label, versusFetch));
    }
  } finally {
    await session.close();
    await agent.destroy();
  }
  return rows;
}

type Pairs = readonly { readonly ours: Sample; readonly theirs: Sample }[];

function compared({ label, budget }: { readonly label: string; readonly budget: number }, pairs: Pairs): Row[] {
  const ours = pairs.map((pair) => pair.ours);
  const theirs = pairs.map((pair) => pair.theirs);
  const cpus = ours.map(({ cpu }) => cpu);
  return [
    {
      name: `GET and JSON, ${label}, ${CONCURRENCY} at once: throughput over undici.request`,
      ...summary(pairs.map((pair) => pair.ours.rate / pair.theirs.rate)),
      unit: "×",
      atLeast: budget,
      notes: speeds(ours, theirs),
    },
    {
      name: `GET and JSON, ${label}: CPU over undici.request`,
      ...summary(pairs.map((pair) => pair.ours.cpu / pair.theirs.cpu)),
      unit: "×",
      atMost: 1,
      notes: `${quantile(cpus, 0.5).toFixed(0)} µs a request`,
    },
  ];
}

function overFetch(label: string, pairs: Pairs): Row {
  return {
    name: `GET and JSON, ${label}: throughput over global fetch`,
    ...summary(pairs.map((pair) => pair.ours.rate / pair.theirs.rate)),
    unit: "×",
  };
}

async function sample(way: () => Promise<unknown>, length: number): Promise<Sample> {
  const times: number[] = [];
  const cpu = process.cpuUsage();
  const started = performance.now();
  const until = started + length;
  const worker = async (): Promise<void> => {
    for (let now = performance.now(); now < until; ) {
      await way();
      const then = performance.now();
      times.push(then - now);
      now = then;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  const { user, system } = process.cpuUsage(cpu);
  return {
    rate: (times.length * 1_000) / (performance.now() - started),
    cpu: (user + system) / times.length,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
  };
}

function speeds(ours: readonly Sample[], theirs: readonly Sample[]): string {
  const told = (samples: readonly Sample[]): string => {
    const middle = (of: (sample: Sample) => number): number => quantile(samples.map(of), 0.5);
    return `${Math.round(middle((s) => s.rate))}/s, p50 ${middle((s) => s.p50).toFixed(1)} ms, p99 ${middle((s) => s.p99).toFixed(1)} ms`;
  };
  return `ours ${told(ours)}; undici ${told(theirs)}`;
}
