/** What {@link within} gives when the time is over. */
export const LATE: unique symbol = Symbol("osauth.late");

const SLICES = 20;

/**
 * Waits for a promise for some ms at most; what becomes of it afterwards is nobody's concern. The time passes in slices,
 * each of which ends in a turn of the event loop, so that a process which gets no processor, or is suspended, does not
 * take its own lateness for somebody else's.
 */
export function within<T>(ms: number, promise: Promise<T>): Promise<T | typeof LATE> {
  return new Promise((resolve, reject) => {
    let left = SLICES;
    const timer = setInterval(() => {
      left--;
      if (left > 0) return;
      clearInterval(timer);
      // What has arrived meanwhile is still in time.
      setImmediate(() => resolve(LATE));
    }, ms / SLICES);
    promise.then(resolve, reject).finally(() => clearInterval(timer));
  });
}
