// Run as a process: takes its turn at a key of a file store, says so and keeps it until it is killed.
import { fileTokenStore } from "../../src/index.ts";

const { AT: directory, KEY: key = "" } = process.env;
await fileTokenStore({ directory }).exclusive?.(
  key,
  () =>
    new Promise(() => {
      setInterval(() => undefined, 1000);
      console.log("held");
    }),
  new AbortController().signal,
);
