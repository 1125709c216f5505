import type { Times } from "./times.ts";

/** Which of the times has passed. */
export type Late = "headers" | "idle" | "whole";

/** The timers of one request. */
export class Clock {
  readonly #times: Times;
  readonly #onLate: (which: Late) => void;
  readonly #whole: NodeJS.Timeout | undefined;
  #phase: NodeJS.Timeout | undefined;
  #began = false;

  constructor(times: Times, onLate: (which: Late) => void) {
    this.#times = times;
    this.#onLate = onLate;
    this.#whole = times.whole > 0 ? setTimeout(onLate, times.whole, "whole") : undefined;
    this.#phase = this.#wait(times.headers);
  }

  /** A part of the body has gone out. */
  uploaded(): void {
    if (!this.#began) this.#phase?.refresh();
    if (this.#times.patient) this.#whole?.refresh();
  }

  /** The answer begins. */
  begun(): void {
    this.#began = true;
    if (this.#times.headers === this.#times.idle) {
      this.#phase?.refresh();
      return;
    }
    clearTimeout(this.#phase);
    this.#phase = this.#wait(this.#times.idle);
  }

  /** A part of the answer has come, or somebody wants to read on. */
  moved(): void {
    this.#phase?.refresh();
  }

  stop(): void {
    clearTimeout(this.#whole);
    clearTimeout(this.#phase);
  }

  #wait(ms: number): NodeJS.Timeout | undefined {
    return ms > 0 ? setTimeout(() => this.#onLate(this.#began ? "idle" : "headers"), ms) : undefined;
  }
}
