import clsx from "clsx";
import { useTranslations } from "next-intl";
import type { LiveState } from "./use-task-log.ts";

const looks: Record<LiveState, string> = {
  live: "bg-ok-solid",
  connecting: "bg-warn-solid",
  hidden: "bg-line-2",
  ended: "bg-line-2",
};

/** Whether what is shown is kept up: a line in the status bar, never an overlay. */
export function LiveStatus({ live }: { live: LiveState }) {
  const t = useTranslations("liveState");
  return (
    <span role="status" className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <span aria-hidden="true" className={clsx("size-2 rounded-full", looks[live])} /> {t(live)}
    </span>
  );
}
