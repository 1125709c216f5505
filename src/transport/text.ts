/** Bytes as UTF-8 text, without the byte order mark that some servers begin with and no JSON reader takes. */
export function textOf(bytes: Buffer): string {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return bytes.toString("utf8", marked ? 3 : 0);
}
