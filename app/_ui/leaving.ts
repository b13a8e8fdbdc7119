/** Something on the page that would be lost; it asks, and calls `go` where a person wants to go all the same. */
type Asks = (go: () => void) => void;

const unsaved = new Set<Asks>();

/** Goes elsewhere, after whatever would be lost on this page has been asked about. */
export function leave(go: () => void): void {
  const [first] = unsaved;
  if (first === undefined) go();
  // When it is left, it does not stand in the set any more: the next one asks, or the way is free.
  else first(() => leave(go));
}

/** Asks from now on whenever somebody is about to leave; answers what ends that. */
export function askBeforeLeaving(ask: Asks): () => void {
  if (unsaved.size === 0) hear();
  unsaved.add(ask);
  return () => {
    if (unsaved.delete(ask) && unsaved.size === 0) ears?.abort();
  };
}

let ears: AbortController | undefined;

/** Whatever leads away: links, the browser's back and forward, and, by the browser's own question, closing the tab. */
function hear(): void {
  ears = new AbortController();
  const { signal } = ears;
  window.addEventListener("beforeunload", (event) => event.preventDefault(), { signal });
  document.addEventListener("click", heardLink, { signal, capture: true });
  const { navigation } = window as { navigation?: Navigation };
  if (navigation === undefined) window.addEventListener("popstate", heardMove, { signal, capture: true });
  else navigation.addEventListener("navigate", heardNavigation, { signal });
}

function heardLink(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
  const stays = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
  if (link === null || stays || link.matches("[target=_blank], [download], [href^='#']")) return;
  event.preventDefault();
  event.stopPropagation();
  leave(() => link.click());
}

/** Back and forward, before they happen; a browser lets a page hold that up once after each touch of a key or button. */
function heardNavigation(event: NavigateEvent): void {
  if (event.navigationType !== "traverse" || !event.cancelable) return;
  event.preventDefault();
  const { key } = event.destination;
  leave(() => void window.navigation.traverseTo(key));
}

/** Where that cannot be heard before, one is led back, and the way is repeated; which it was, it does not say. */
function heardMove(event: PopStateEvent): void {
  event.stopImmediatePropagation();
  if (returning) {
    returning = false;
    return;
  }
  returning = true;
  history.forward();
  leave(() => history.back());
}

let returning = false;
