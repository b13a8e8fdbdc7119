import { useTranslations } from "next-intl";
import type { Summary } from "../../../server/dashboard/output.ts";
import { RowLink } from "../../_ui/list-link.tsx";
import { StateGlyph } from "../../_ui/state-glyph.tsx";
import { Part } from "./part.tsx";

/** Whether there is somebody to run anything. */
export function Workers({ workers }: { workers: Summary["workers"] }) {
  const t = useTranslations("overview");
  return (
    <Part title={<RowLink href="/settings/system">{t("workers")}</RowLink>} beside={workers.length}>
      {workers.length === 0 && <p className="text-bad">{t("noWorker")}</p>}
      <ul>
        {workers.map(({ id, host, draining }) => (
          <li key={id} className="flex items-center gap-2 border-line border-t py-1.5">
            <span className={draining ? "text-ink-3" : "text-ok"}>
              <StateGlyph state={draining ? "cancelled" : "succeeded"} />
            </span>
            <span className="truncate">{`${host} #${id}`}</span>
            <span className="ml-auto text-ink-2 text-small">{draining ? t("draining") : t("heartbeat")}</span>
          </li>
        ))}
      </ul>
    </Part>
  );
}
