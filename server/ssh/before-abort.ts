/**
 * What a piece of work comes to, or the signal's reason where that comes first. Work that cannot be called off
 * goes on alone: `drop` gets what it brings too late.
 */
export function beforeAbort<T>(
  work: Promise<T>,
  signal: AbortSignal,
  drop: (late: T) => void = () => {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    work.then(
      (result) => {
        signal.removeEventListener("abort", abort);
        if (signal.aborted) drop(result);
        else resolve(result);
      },
      (error: unknown) => {
        signal.removeEventListener("abort", abort);
        reject(error);
      },
    );
  });
}
