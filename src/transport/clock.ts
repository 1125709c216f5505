import type { Times } from "./times.ts";

/** What was waited for in vain. */
export type Late = "headers" | "idle" | "unread" | "whole";

/** Who nobody reads has to go, while others that wait for the connection still have time. */
const UNREAD_SHARE = 0.5;

/** The timers of one request. */
export class Clock {
  readonly #times: Times;
  readonly #onLate: (which: Late, ms: number) => void;
  readonly #whole: NodeJS.Timeout | undefined;
  #phase: NodeJS.Timeout | undefined;
  #began = false;
  #reading = false;
  /** Whether somebody reads; undefined while there is no stream. */
  #isRead: (() => boolean) | undefined;

  constructor(times: Times, onLate: (which: Late, ms: number) => void) {
    this.#times = times;
    this.#onLate = onLate;
    this.#whole = this.#wait("whole", times.whole || times.settled);
    this.#phase = this.#wait("headers", times.headers);
  }

  /** A part of the body has gone out. */
  uploaded(): void {
    if (!this.#began) this.#phase?.refresh();
    if (this.#times.patient) this.#whole?.refresh();
  }

  /** The answer begins. */
  begun(): void {
    this.#began = true;
    clearTimeout(this.#phase);
    this.#phase = this.#wait("idle", this.#times.idle);
  }

  /** The answer is handed over as a stream: its reader takes the time that reading takes. */
  streams(isRead: () => boolean): void {
    this.#isRead = isRead;
    if (this.#times.whole === 0) clearTimeout(this.#whole);
    clearTimeout(this.#phase);
    const { idle } = this.#times;
    const unread = Math.ceil(idle * UNREAD_SHARE);
    const onTime = (): void => {
      if (isRead()) this.#phase = this.#wait("idle", idle);
      else this.#onLate("unread", unread);
    };
    this.#phase = idle > 0 ? setTimeout(onTime, unread) : undefined;
  }

  /** A part of the answer has come, or somebody wants to read on; what comes although nobody reads does not count. */
  moved(): void {
    if (this.#isRead === undefined || this.#reading) {
      this.#phase?.refresh();
    } else if (this.#isRead()) {
      this.#reading = true;
      this.begun();
    }
  }

  stop(): void {
    clearTimeout(this.#whole);
    clearTimeout(this.#phase);
  }

  #wait(which: Late, ms: number): NodeJS.Timeout | undefined {
    return ms > 0 ? setTimeout(this.#onLate, ms, which, ms) : undefined;
  }
}
