import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Summary } from "../../../server/dashboard/output.ts";
import { RowLink } from "../../_ui/list-link.tsx";
import { StateGlyph } from "../../_ui/state-glyph.tsx";
import { Part } from "./part.tsx";

/** Whether this installation can run anything, and what its days are counted by. */
export function Installation({ summary: { workers, timeZone } }: { summary: Summary }) {
  const t = useTranslations("overview.first");
  const overview = useTranslations("overview");
  const [worker] = workers;
  return (
    <Part title={<RowLink href="/settings/system">{t("installation")}</RowLink>}>
      <dl>
        <Line name={overview("workers")} good={worker !== undefined}>
          {worker === undefined ? overview("noWorker") : t("workersReady", { count: workers.length })}
        </Line>
        {worker !== undefined && (
          <Line name={t("version")} good>
            {worker.version}
          </Line>
        )}
        <Line name={t("timeZone")} good>
          {timeZone}
        </Line>
      </dl>
    </Part>
  );
}

function Line({ name, good, children }: { name: string; good: boolean; children: ReactNode }) {
  return (
    <div className="flex min-h-9 items-center gap-2.5 border-line border-t">
      <dt className="flex items-center gap-2.5">
        <span className={good ? "text-ok" : "text-bad"}>
          <StateGlyph state={good ? "succeeded" : "failed"} />
        </span>
        {name}
      </dt>
      <dd className="ml-auto text-right text-ink-2 text-small">{children}</dd>
    </div>
  );
}
