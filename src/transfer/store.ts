import type { Call } from "../core/call.ts";
import type { Transferable, TransferPath } from "./transferable.ts";

interface InfoInit {
  readonly authenticated: false;
  readonly signal?: AbortSignal;
}

/** An adapter for Object Storage. */
export interface Store extends Transferable {
  get(path: TransferPath, init?: Parameters<Transferable["get"]>[1]): Call;
  get(url: `https://${string}` | `http://${string}`, init: InfoInit): Call;
  endpoint(options?: { readonly signal?: AbortSignal }): Promise<{ readonly url: string }>;
}
