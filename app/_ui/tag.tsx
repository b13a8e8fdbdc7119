import type { ReactNode } from "react";

/** A word about a thing, quietly beside its name. */
export function Tag({ children }: { children: ReactNode }) {
  return (
    <span className="inline-block shrink-0 rounded-cell bg-sunken px-1.5 py-0.5 text-ink-2 text-small">
      {children}
    </span>
  );
}
