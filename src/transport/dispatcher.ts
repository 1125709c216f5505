import type { Readable } from "node:stream";

/** HTTP methods this library sends. */
export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";

/** What a dispatcher is asked to send. */
export interface DispatchRequest {
  readonly origin: string;
  readonly path: string;
  readonly method: Method;
  /** Names and values in turn. */
  readonly headers?: string[];
  readonly body?: string | Buffer | Readable;
}

/** The means to hold back and to end an answer. */
export interface DispatchController {
  pause(): void;
  resume(): void;
  abort(reason: Error): void;
}

/** What a dispatcher calls while a request runs. */
export interface DispatchHandler {
  onRequestStart(controller: DispatchController, context: unknown): void;
  onResponseStart(
    controller: DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void;
  onResponseData(controller: DispatchController, chunk: Buffer): void;
  onResponseEnd(controller: DispatchController, trailers: Record<string, string | string[] | undefined>): void;
  onResponseError(controller: DispatchController, error: Error): void;
}

/**
 * What a session asks of an HTTP dispatcher: undici 7 and later have it, whichever copy the caller installed, so that
 * an `Agent`, a `ProxyAgent` or a `MockAgent` can be passed as it is. The session does not close it.
 */
export interface DispatcherLike {
  dispatch(options: DispatchRequest, handler: DispatchHandler): boolean;
}
