import type { Session } from "../../src/index.ts";
import type { Chance } from "./chance.ts";

/** How many servers the soak's cloud has. */
export const SERVERS = 40;
const LONGEST_OBJECT = 300_000;

/** What ends a call. */
export interface Ending {
  readonly signal: AbortSignal;
  readonly timeout: number;
}

/** One thing a caller does; gives what is wrong with the answer, or undefined. */
export type Work = (ending: Ending) => Promise<string | undefined>;

/** One caller with its own objects, who knows which answers are right. */
export class Caller {
  readonly #session: Session;
  readonly #chance: Chance;
  readonly #object: string;
  /** What the last PUT stored that was answered. */
  #stored: string | undefined;
  /** What others may store yet: after a PUT that failed nobody knows whether it is carried out, and when. */
  readonly #unsure = new Set<string>();

  constructor(session: Session, chance: Chance, name: string) {
    this.#session = session;
    this.#chance = chance;
    this.#object = name;
  }

  /** Picks what to do next. */
  next(): Work {
    return this.#chance.pick<Work>([
      (ending) => this.#list(ending),
      (ending) => this.#list(ending),
      (ending) => this.#walk(ending),
      (ending) => this.#networks(ending),
      (ending) => this.#versions(ending),
      (ending) => this.#put(ending),
      (ending) => this.#get(ending),
      (ending) => this.#stream(ending),
      (ending) => this.#leave(ending),
    ]);
  }

  async #list(ending: Ending): Promise<string | undefined> {
    const compute = this.#session.adapter("compute", { microversion: "2.1" });
    const { servers } = await compute.get("/servers/detail", ending).json<{ servers?: unknown[] }>();
    return servers?.length === SERVERS ? undefined : `${servers?.length} servers`;
  }

  async #walk({ signal, timeout }: Ending): Promise<string | undefined> {
    const ids = new Set<string>();
    const pages = this.#session
      .adapter("compute")
      .paginate<{ id: string }>("/servers", { pageSize: 15, signal, timeout });
    for await (const { id } of pages) ids.add(id);
    return ids.size === SERVERS ? undefined : `${ids.size} servers page by page`;
  }

  async #networks(ending: Ending): Promise<string | undefined> {
    const { networks } = await this.#session
      .adapter("network")
      .get("/networks", ending)
      .json<{ networks?: unknown[] }>();
    return networks?.length === 1 ? undefined : `${networks?.length} networks`;
  }

  async #versions(ending: Ending): Promise<string | undefined> {
    const { microversions } = await this.#session.adapter("compute").endpoint(ending);
    return microversions?.max === undefined ? "an endpoint without microversions" : undefined;
  }

  async #put(ending: Ending): Promise<string | undefined> {
    const body = Buffer.alloc(this.#chance.below(LONGEST_OBJECT), this.#chance.below(256));
    const again = this.#chance.happens(0.5);
    const content = described(body);
    this.#unsure.add(content);
    await this.#session
      .adapter("object-store")
      .put(["soak", this.#object], { ...ending, body: again ? () => halves(body) : body });
    this.#stored = content;
    this.#unsure.delete(content);
    return undefined;
  }

  async #get(ending: Ending): Promise<string | undefined> {
    const answer = await this.#session.adapter("object-store").get(["soak", this.#object], { ...ending, check: false });
    const bytes = await answer.bytes();
    return answer.status === 200 ? this.#judge(bytes) : undefined;
  }

  async #stream(ending: Ending): Promise<string | undefined> {
    const chunks: Buffer[] = [];
    const stream = await this.#session.adapter("object-store").get(["soak", this.#object], ending).stream();
    for await (const chunk of stream) chunks.push(chunk);
    return this.#judge(Buffer.concat(chunks));
  }

  /** Asks, and reads nothing, or not all. */
  async #leave(ending: Ending): Promise<string | undefined> {
    const answer = await this.#session.adapter("object-store").get(["soak", this.#object], ending);
    const how = this.#chance.below(3);
    if (how === 0) await answer.discard();
    if (how === 1) for await (const _chunk of answer.body) break;
    return undefined;
  }

  #judge(bytes: Buffer): string | undefined {
    const content = described(bytes);
    return content === this.#stored || this.#unsure.has(content) ? undefined : `${content}, which nobody stored`;
  }
}

function described(bytes: Buffer): string {
  const [first = 0] = bytes;
  return bytes.every((byte) => byte === first) ? `${bytes.length} times ${first}` : "different bytes";
}

async function* halves(body: Buffer): AsyncGenerator<Buffer> {
  yield body.subarray(0, body.length / 2);
  yield body.subarray(body.length / 2);
}
