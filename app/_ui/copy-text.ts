/**
 * Copies a text. Over plain http, where most consoles of a private network stand, browsers have no clipboard for
 * pages; then the text is selected and copied as a person would do it. Rejects where neither is let.
 */
export async function copyText(text: string): Promise<void> {
  if (window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "fixed top-0 opacity-0";
  // Inside a dialog that holds the focus, a place outside of it could not be selected.
  const place = document.activeElement?.closest("[role=dialog]") ?? document.body;
  place.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("The browser does not let this page copy.");
}
