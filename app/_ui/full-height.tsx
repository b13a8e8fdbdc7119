import type { ReactNode } from "react";

/** A page that fills the window, so that its parts scroll each on its own; on a phone it scrolls as a whole. */
export function FullHeight({ children }: { children: ReactNode }) {
  return <div className="flex flex-1 flex-col lg:h-dvh lg:min-h-0">{children}</div>;
}
