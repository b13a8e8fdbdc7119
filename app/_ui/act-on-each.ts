/** What became of each of many. */
export interface Outcome<T, R> {
  done: { item: T; result: R }[];
  refused: { item: T; why: string }[];
  /** Not begun, because it was stopped before. */
  left: T[];
}

/** The least time between two beginnings: well below the calls that a session may make in a minute. */
const pacingMs = 25;

/** Does one thing to each of many in order, a few at once. One that is refused does not keep the others from it. */
export async function actOnEach<T, R>(
  items: readonly T[],
  act: (item: T) => Promise<R>,
  { atOnce, signal, onEnded }: { atOnce: number; signal: AbortSignal; onEnded: (ended: number) => void },
): Promise<Outcome<T, R>> {
  const outcome: Outcome<T, R> = { done: [], refused: [], left: [] };
  const began = performance.now();
  let next = 0;
  const ended = () => onEnded(outcome.done.length + outcome.refused.length);
  const goOn = async (): Promise<void> => {
    while (next < items.length && !signal.aborted) {
      const at = next++;
      const item = items[at] as T;
      await sleepUntil(began + at * pacingMs);
      try {
        outcome.done.push({ item, result: await act(item) });
      } catch (error) {
        outcome.refused.push({ item, why: error instanceof Error ? error.message : String(error) });
      }
      ended();
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, goOn));
  return { ...outcome, left: items.slice(next) };
}

async function sleepUntil(moment: number): Promise<void> {
  const ms = moment - performance.now();
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}
