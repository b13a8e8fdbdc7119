import { useLocale, useTranslations } from "next-intl";
import type { Locale } from "../../../../../server/domain/locale.ts";
import type { TargetLog } from "../../../../../server/target-log/output.ts";
import { formatDuration } from "../../../../_ui/format.ts";
import { Moment } from "../../../../_ui/moment.tsx";
import { StatePill } from "../../../../_ui/state.tsx";
import { lateWords } from "./target-log-facts.tsx";

/** Behind the last line: how it ended, after how long, and whether what is above is all that was written. */
export function LogEnding({ log }: { log: TargetLog }) {
  const t = useTranslations("targetLog");
  const reasons = useTranslations("reason");
  const locale = useLocale() as Locale;
  const dropped = log.stdoutDroppedBytes + log.stderrDroppedBytes;
  const complete = log.outputComplete === false ? "no" : dropped > 0 ? "cut" : "yes";
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-t px-6 py-3 text-ink-2 text-small">
      <StatePill state={log.state} />
      {log.exitCode !== null ? (
        <b className={log.exitCode === 0 ? "font-semibold" : "font-semibold text-bad"}>
          {t("endedWith", { code: log.exitCode })}
        </b>
      ) : (
        log.reason !== null && <b className="font-semibold text-ink">{reasons(log.reason)}</b>
      )}
      {log.signal !== null && <span>{`${t("signal")} ${log.signal}`}</span>}
      {log.durationMs !== null && (
        <span>{t("after", { duration: formatDuration(log.durationMs, locale) })}</span>
      )}
      <Moment at={log.endedAt} />
      {log.startedAt !== null && <span>{t(`completeness.${complete}`)}</span>}
      {log.lateResult !== null && <span>{`${t("later")}: ${lateWords(t, log)}`}</span>}
    </div>
  );
}
