import { Readable } from "node:stream";

/** How a streamed answer tells its request to go on or to end. */
export interface Flow {
  readonly more: () => void;
  readonly stop: (reason: Error) => void;
}

/** Bytes that wait for a slow reader before the connection does: Node's own default would stop it after each part. */
const HELD = 128 * 1024;

/** The body of a large answer, which comes as fast as it is read. */
export class AnswerStream extends Readable {
  readonly #flow: Flow;

  constructor(flow: Flow) {
    super({ highWaterMark: HELD });
    // An answer that nobody reads must not end the process when it fails; who reads later still gets the error.
    this.on("error", () => undefined);
    this.#flow = flow;
  }

  override _read(): void {
    this.#flow.more();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    if (error !== null || !this.readableEnded) this.#flow.stop(error ?? new Error("the answer was discarded"));
    callback(error);
  }
}
