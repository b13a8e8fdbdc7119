import clsx from "clsx";
import type { ReactNode } from "react";

/** `warn` where the foot has become the confirmation. */
export function DialogFoot({ warn = false, children }: { warn?: boolean; children: ReactNode }) {
  return (
    <div
      className={clsx(
        "flex min-h-14 shrink-0 flex-wrap items-center justify-end gap-2 border-t px-5 py-2",
        warn ? "border-warn-line bg-warn-tint" : "border-line",
      )}
    >
      {children}
    </div>
  );
}
