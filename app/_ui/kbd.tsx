import type { ReactNode } from "react";

/** A key as it stands on a keyboard. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-cell border border-line-2 px-1 font-sans text-[11px] text-ink-2">
      {children}
    </kbd>
  );
}
