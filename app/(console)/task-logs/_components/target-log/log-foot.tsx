import { Link2, Pause, Play } from "lucide-react";
import { useTranslations } from "next-intl";
import { copyText } from "../../../../_ui/copy-text.ts";
import { toast } from "../../../../_ui/toast.ts";
import { LiveStatus } from "../live-status.tsx";
import type { LiveState } from "../use-task-log.ts";
import type { Reading } from "./use-reading.ts";

/** Below a log: whether its end is followed, the link to the marked line, and how many lines there are. */
export function LogFoot({ reading, ended, live }: { reading: Reading; ended: boolean; live: LiveState }) {
  const t = useTranslations("targetLog");
  const { following, line, output } = reading;
  const copyLink = async () => {
    await copyText(window.location.href);
    toast.success(t("linkCopied"));
  };
  return (
    <footer className="flex min-h-7.5 items-center gap-4 border-line border-t px-4 text-ink-2 text-small">
      {ended ? (
        <span>{t("endedShort")}</span>
      ) : (
        <span className="inline-flex items-center gap-1.5">
          {following ? <Play size={12} aria-hidden="true" /> : <Pause size={12} aria-hidden="true" />}
          {following ? t("following") : t("paused")}
        </span>
      )}
      {line !== null && (
        <>
          <span className="max-lg:hidden">{t("atLine", { line })}</span>
          <button
            type="button"
            onClick={() => void copyLink()}
            className="inline-flex items-center gap-1.5 underline decoration-line-2 underline-offset-2 hover:text-ink"
          >
            <Link2 size={13} strokeWidth={1.75} aria-hidden="true" /> {t("copyLink")}
          </button>
        </>
      )}
      <span className="ml-auto">{t("lines", { count: output.shown.total })}</span>
      <LiveStatus live={live} />
    </footer>
  );
}
