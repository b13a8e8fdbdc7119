import { useTranslations } from "next-intl";
import { StateGlyph } from "../../../_ui/state-glyph.tsx";

/** Whether what is shown is kept up: a line, never an overlay. */
export function StreamStatus({ status }: { status: "idle" | "connecting" | "pending" | "error" }) {
  const t = useTranslations("taskLogs");
  if (status === "idle") return null;
  const live = status === "pending";
  return (
    <p className={`mt-2 flex items-center gap-1.5 text-small ${live ? "text-now" : "text-warn"}`}>
      <StateGlyph state={live ? "running" : "connecting"} /> {live ? t("live") : t("reconnecting")}
    </p>
  );
}
