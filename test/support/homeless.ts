import { syncBuiltinESMExports } from "node:module";
import os from "node:os";

/** Runs work as a user whom the system knows no home of, in a directory that was removed. */
export async function homeless<T>(work: () => Promise<T>): Promise<T> {
  const { homedir } = os;
  const { cwd } = process;
  const none = (): never => {
    throw new Error("ENOENT: no such directory");
  };
  os.homedir = none;
  process.cwd = none;
  syncBuiltinESMExports();
  try {
    return await work();
  } finally {
    os.homedir = homedir;
    process.cwd = cwd;
    syncBuiltinESMExports();
  }
}
