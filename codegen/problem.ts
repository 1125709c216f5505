/** The registry or the facts are broken; the message is one line that starts with the entry. */
export class GeneratorError extends Error {
  override readonly name = "GeneratorError";
  /** Where the fault is, such as `services[3] (image)` or `compute.microversions.token`. */
  readonly entry: string;

  constructor(entry: string, problem: string, options?: ErrorOptions) {
    super(`${entry}: ${problem}`.replace(/\s+/g, " "), options);
    this.entry = entry;
  }
}
