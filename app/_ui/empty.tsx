import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** What stands where nothing is: what this would be, and the next step. */
export function Empty({
  icon: Icon,
  children,
  action,
}: {
  icon: LucideIcon;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="m-auto flex max-w-md flex-col items-center gap-3 px-6 py-16 text-center text-ink-2">
      <Icon size={28} strokeWidth={1.5} className="text-ink-3" aria-hidden="true" />
      <div className="text-balance">{children}</div>
      {action}
    </div>
  );
}
