/** All viewers of a process together read once in this time: many of one run wake at the same moment. */
const turnMs = 10;

const waiting = new Set<() => void>();
let taken = false;

/** Resolves when a viewer may read, in the order of asking; at once while nobody else reads, and when `ends` aborts. */
export function untilTurn(ends: AbortSignal): Promise<void> {
  if (ends.aborted) return Promise.resolve();
  if (!taken) {
    takeTurn();
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const leave = () => {
      waiting.delete(go);
      resolve();
    };
    const go = () => {
      ends.removeEventListener("abort", leave);
      resolve();
    };
    waiting.add(go);
    ends.addEventListener("abort", leave, { once: true });
  });
}

function takeTurn(): void {
  taken = true;
  setTimeout(() => {
    taken = false;
    const [next] = waiting;
    if (next === undefined) return;
    waiting.delete(next);
    takeTurn();
    next();
  }, turnMs);
}
