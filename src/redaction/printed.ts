import { inspect } from "node:util";

/** Has `console.log` and `JSON.stringify` show something else in an object's place; who reads its fields reads them. */
export function printedAs<T extends object>(value: T, shown: object): T {
  return Object.defineProperties(value, { toJSON: { value: () => shown }, [inspect.custom]: { value: () => shown } });
}
