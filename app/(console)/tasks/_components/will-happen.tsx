"use client";

import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useWatch } from "react-hook-form";
import type { Locale } from "../../../../server/domain/locale.ts";
import type { TaskType } from "../../../../server/domain/task-log-state.ts";
import { isTimeZone } from "../../../../server/domain/time-zone.ts";
import { formatClock, formatDay, formatDuration, formatZone } from "../../../_ui/format.ts";
import { NextFires } from "./schedule/next-fires.tsx";
import { type Scheduled, useSchedulePreview } from "./schedule/use-schedule-preview.ts";
import { useScript } from "./script-select.tsx";

/** Above so many waves a picture of them says no more. */
const drawnWaves = 24;

/** What a form will do, in sentences that follow the typing, at its right. */
export function WillHappen({ children }: { children: ReactNode }) {
  const t = useTranslations("run");
  return (
    <aside
      aria-live="polite"
      className="space-y-3 border-line border-t bg-ground p-5 min-[1100px]:border-t-0 min-[1100px]:border-l"
    >
      <h2 className="text-section">{t("willHappen")}</h2>
      {children}
    </aside>
  );
}

export function Sentence({ children }: { children: ReactNode }) {
  return <p className="text-[14px] leading-[22px]">{children}</p>;
}

/** How a run goes over its hosts: said, and drawn, one bar a wave. Nothing where its numbers are not numbers yet. */
export function Waves({ count, concurrency }: { count: number; concurrency: unknown }) {
  const t = useTranslations("run");
  const atOnce = Math.min(count, Number(concurrency));
  if (!(atOnce > 0)) return null;
  const waves = Math.ceil(count / atOnce);
  return (
    <div>
      <Sentence>{t("waves", { count: atOnce, waves })}</Sentence>
      {waves > 1 && waves <= drawnWaves && (
        <div className="mt-2 flex gap-1" aria-hidden="true">
          {Array.from({ length: waves }, (_, at) => (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: a wave is told by its place alone
              key={at}
              className="h-2 rounded-xs bg-ink"
              style={{ flex: Math.min(atOnce, count - at * atOnce) }}
            />
          ))}
        </div>
      )}
    </div>
  );
}

/** A limit of time on each host, in words. */
export function useLimit(timeoutSeconds: unknown): string {
  const locale = useLocale() as Locale;
  return formatDuration(Number(timeoutSeconds) * 1_000 || 0, locale);
}

/** What a task does, and when. */
export function TaskConsequences({ type: fixed, ...scheduled }: Scheduled & { type?: TaskType }) {
  const t = useTranslations("tasks");
  const [chosen, scriptId, targetIds, concurrency, timeoutSeconds, args] = useWatch({
    name: ["type", "scriptId", "targetIds", "concurrency", "timeoutSeconds", "arguments"],
  });
  const script = useScript(scriptId);
  const limit = useLimit(timeoutSeconds);
  const count: number = targetIds?.length ?? 0;
  const ready = script !== undefined && count > 0;
  const type: TaskType = fixed ?? chosen;
  return (
    <WillHappen>
      {ready ? (
        <>
          <WhenItRuns type={type} script={script} count={count} {...scheduled} />
          {args?.length > 0 && <Sentence>{t("willPass", { count: args.length })}</Sentence>}
          <Waves count={count} concurrency={concurrency} />
          <Sentence>{t("willLimit", { limit })}</Sentence>
        </>
      ) : (
        <Sentence>{script === undefined ? t("willNothing") : t("willNowhere")}</Sentence>
      )}
      {type === "cron" && <Fires {...scheduled} />}
    </WillHappen>
  );
}

function Fires(scheduled: Scheduled) {
  const { preview } = useSchedulePreview(scheduled);
  return preview === undefined ? null : <NextFires preview={preview} />;
}

/** The first sentence: at what moments, which script, on how many hosts. */
function WhenItRuns({
  type,
  script,
  count,
  ...scheduled
}: Scheduled & { type: TaskType; script: { name: string; currentVersion: number }; count: number }) {
  const t = useTranslations("tasks");
  const common = useTranslations("common");
  const locale = useLocale() as Locale;
  const { preview } = useSchedulePreview(scheduled);
  const [version, runAt, timeZone] = useWatch({ name: ["scriptVersion", "runAt", "timeZone"] });
  const what = {
    b: (words: ReactNode) => <b className="font-semibold">{words}</b>,
    script: script.name,
    version:
      version == null
        ? t("latest", { version: script.currentVersion })
        : t("pinned", { version: Number(version) }),
    hosts: common("hosts", { count }),
  };
  if (type === "cron" && preview !== undefined)
    return (
      <Sentence>
        {t.rich("willRunAgain", {
          ...what,
          sentence: preview.sentence,
          zone: formatZone(preview.timeZone, locale),
        })}
      </Sentence>
    );
  if (type === "once" && typeof runAt === "string" && isTimeZone(timeZone ?? ""))
    return (
      <Sentence>
        {t.rich("willRunOnce", {
          ...what,
          time: `${formatDay(new Date(runAt), locale, timeZone, { month: "long", weekday: "long" })} ${formatClock(new Date(runAt), locale, timeZone)}`,
          zone: formatZone(timeZone, locale),
        })}
      </Sentence>
    );
  return <Sentence>{type === "immediate" ? t.rich("willRun", what) : t.rich("willRunThen", what)}</Sentence>;
}
