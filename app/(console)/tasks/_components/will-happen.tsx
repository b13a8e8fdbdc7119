"use client";

import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useWatch } from "react-hook-form";
import type { Locale } from "../../../../server/domain/locale.ts";
import { formatDuration } from "../../../_ui/format.ts";
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

/** What a task does when it is started. */
export function TaskConsequences() {
  const t = useTranslations("tasks");
  const common = useTranslations("common");
  const [scriptId, version, targetIds, concurrency, timeoutSeconds, args] = useWatch({
    name: ["scriptId", "scriptVersion", "targetIds", "concurrency", "timeoutSeconds", "arguments"],
  });
  const script = useScript(scriptId);
  const limit = useLimit(timeoutSeconds);
  const count: number = targetIds?.length ?? 0;
  if (script === undefined || count === 0)
    return (
      <WillHappen>
        <Sentence>{script === undefined ? t("willNothing") : t("willNowhere")}</Sentence>
      </WillHappen>
    );
  return (
    <WillHappen>
      <Sentence>
        {t.rich("willRun", {
          b: (words) => <b className="font-semibold">{words}</b>,
          script: script.name,
          version:
            version == null
              ? t("latest", { version: script.currentVersion })
              : t("pinned", { version: Number(version) }),
          hosts: common("hosts", { count }),
        })}
      </Sentence>
      {args?.length > 0 && <Sentence>{t("willPass", { count: args.length })}</Sentence>}
      <Waves count={count} concurrency={concurrency} />
      <Sentence>{t("willLimit", { limit })}</Sentence>
    </WillHappen>
  );
}
