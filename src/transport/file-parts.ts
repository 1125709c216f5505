import type { FileHandle } from "node:fs/promises";

const CHUNK = 256 * 1024;

/** Reads a part of a file by position, so that the same handle can be read again, and by others at the same time. */
export async function* filePartsOf(
  handle: FileHandle,
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK), 0, Math.min(CHUNK, to - at), at);
    if (bytesRead === 0) throw new Error(`the file became shorter while it was sent: ${at} of ${to} bytes`);
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
