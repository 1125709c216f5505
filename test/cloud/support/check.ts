import { requireCloud } from "./presence.ts";

// One line before the tests instead of the same failure in each of their files.
requireCloud().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
