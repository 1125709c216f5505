import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { ConfigError } from "../errors/errors.ts";
import { expectMany } from "../transport/signal.ts";
import { type Answer, html, json } from "./answer.ts";
import type { Dispatcher, Incoming } from "./dispatcher.ts";
import type { Fault, Faults } from "./faults.ts";
import { Refused } from "./refused.ts";
import type { RequestLog, Seen } from "./request-log.ts";

/** Bodies above this are turned down. */
const MOST_BYTES = 64 * 1024 * 1024;

const PROXY_PAGE = "<!doctype html><html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>";

/** Speaks HTTP: reads requests, lets faults happen, writes answers. */
export class HttpServer {
  readonly #server: Server;
  readonly #faults: Faults;
  readonly #log: RequestLog;
  readonly #closing = new AbortController();
  #dispatcher: Dispatcher | undefined;

  constructor(faults: Faults, log: RequestLog) {
    this.#faults = faults;
    this.#log = log;
    expectMany(this.#closing.signal);
    // Whatever breaks while answering breaks this one connection, not the process the tests run in.
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => request.destroy());
    });
  }

  /**
   * Starts listening and gives the port.
   *
   * @throws ConfigError (`INVALID_VALUE`) when the port cannot be used.
   */
  async listen(port: number): Promise<number> {
    try {
      this.#server.listen(port, "127.0.0.1");
      await once(this.#server, "listening");
    } catch (cause) {
      const message = `port ${port} cannot be used; leave it out to get a free one`;
      throw new ConfigError("INVALID_VALUE", message, { key: "port", cause });
    }
    const address = this.#server.address();
    if (address === null || typeof address === "string") {
      throw new ConfigError("INVALID_VALUE", "the server has no TCP port", { key: "port" });
    }
    return address.port;
  }

  /** Names who answers; until then every request gets 503. */
  dispatchTo(dispatcher: Dispatcher): void {
    this.#dispatcher = dispatcher;
  }

  /** Breaks every connection and stops listening. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const head = { method: request.method ?? "GET", url: request.url ?? "/", headers: flat(request.headers) };
    const seen = this.#log.add(head.method, head.url, head.headers);
    const fault = this.#faults.take(head.method, head.url);
    const body = await collected(request);
    if (fault?.delay !== undefined) await sleep(fault.delay, undefined, { signal: this.#closing.signal });
    if (fault?.reset) return void request.socket.resetAndDestroy();
    const answer = this.#answer({ ...head, body }, fault);
    seen.status = answer.status;
    write(response, answer, fault);
  }

  #answer(incoming: Incoming, fault: Fault | undefined): Answer {
    if (!this.#dispatcher) return json(503, {});
    const planned = fault && plannedAnswer(fault);
    if (planned) return planned;
    if (fault?.status !== undefined) {
      const answer = this.#dispatcher.refuse(incoming, new Refused(fault.status, "This fault was asked for."));
      return { ...answer, headers: { ...answer.headers, ...fault.headers } };
    }
    const answer = this.#dispatcher.answer(incoming);
    return fault?.headers ? { ...answer, headers: { ...answer.headers, ...fault.headers } } : answer;
  }
}

/** The answer a fault spells out. */
function plannedAnswer({ status = 200, body, headers = {}, junk }: Fault): Answer | undefined {
  if (junk === "json") {
    return { status, headers: { "content-type": "application/json", ...headers }, body: Buffer.from('{"broken": [') };
  }
  if (junk) return html(status, PROXY_PAGE, headers);
  if (body === undefined) return undefined;
  if (typeof body !== "string") return json(status, body, headers);
  return { status, headers: { "content-type": "text/plain; charset=UTF-8", ...headers }, body: Buffer.from(body) };
}

function write(response: ServerResponse, answer: Answer, fault: Fault | undefined): void {
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  const { status, body } = answer;
  if (status !== 204 && status !== 304) response.setHeader("content-length", contentLength(answer));
  response.statusCode = status;
  const half = body.subarray(0, Math.floor(body.length / 2));
  if (fault?.stall) response.write(half);
  else if (fault?.truncate) response.write(half, () => response.destroy());
  else response.end(body);
}

/** HEAD answers name the length of what GET would have sent. */
function contentLength({ headers, body }: Answer): string {
  const own = headers["content-length"];
  return typeof own === "string" ? own : String(body.length);
}

/** Undefined when there is more than is kept; the rest is read and dropped so that the client gets its answer. */
async function collected(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= MOST_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size > MOST_BYTES ? undefined : Buffer.concat(chunks);
}

function flat(headers: IncomingMessage["headers"]): Seen["headers"] {
  const entries = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : (value ?? ""),
  ]);
  return Object.fromEntries(entries);
}
