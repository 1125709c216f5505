/** What {@link within} gives when the time is over. */
export const LATE: unique symbol = Symbol("osauth.late");

/** Waits for a promise for some ms at most; what becomes of it afterwards is nobody's concern. */
export function within<T>(ms: number, promise: Promise<T>): Promise<T | typeof LATE> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(LATE), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
