import { CASES } from "./cases.ts";

// For the recorder, which reads them from its standard input.
process.stdout.write(JSON.stringify(CASES));
