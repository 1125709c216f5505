/** The version of this package; a test keeps it equal to package.json's. */
export const VERSION = "0.1.0";

/** What a session calls itself, with the program's own name first. */
export function userAgent(program: string | undefined): string {
  const own = `osauth/${VERSION} node/${process.versions.node}`;
  return program === undefined ? own : `${program} ${own}`;
}
