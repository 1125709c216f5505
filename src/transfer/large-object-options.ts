import type { TransferOptions } from "./transferable.ts";

/** How large objects are sent. */
export interface LargeObjectOptions extends TransferOptions {
  /**
   * Bytes of a segment; of a stream, `parallel` of them are in memory. @default what it takes of 256 MiB upwards for a
   * file, 32 MiB for a stream
   */
  readonly segmentSize?: number;
  /** How many segments are sent at once. @default 4 */
  readonly parallel?: number;
  /** Where the segments go; made when it is not there. @default the container's name with "_segments" */
  readonly segmentContainer?: string;
  /**
   * After a failure, leave the segments that were sent, so that the next upload of the same file to the same object takes
   * them. Only such segments are taken: others may be removed by the upload that sent them, or end one day. @default false
   */
  readonly keepSegments?: boolean;
}

/** A large object that is complete. */
export interface LargeObject {
  /** Bytes. */
  readonly size: number;
  readonly segments: number;
  /** How many of them were there already. */
  readonly reused: number;
  /** The manifest's. */
  readonly etag: string | undefined;
}
