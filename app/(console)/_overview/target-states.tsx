import { useTranslations } from "next-intl";
import type { Summary } from "../../../server/dashboard/output.ts";
import { connectionStatuses } from "../../../server/domain/connection-status.ts";
import { ConnectionState } from "../../_ui/connection-state.tsx";
import { RowLink } from "../../_ui/list-link.tsx";
import { Part } from "./part.tsx";

/** How many hosts can be reached, and where those stand that can't. */
export function TargetStates({ targets: { total, statuses, regions } }: { targets: Summary["targets"] }) {
  const t = useTranslations("overview");
  const common = useTranslations("common");
  const count = (status: string) => statuses.find((one) => one.status === status)?.count ?? 0;
  return (
    <Part title={t("targets")} beside={common("hosts", { count: total })}>
      <ul className="grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-3">
        {connectionStatuses
          .filter((status) => status === "ok" || count(status) > 0)
          .map((status) => (
            <li key={status} className="text-small">
              <RowLink href={`/targets?status=${status}`}>
                <ConnectionState status={status} />
                <span className="block font-semibold text-base">{count(status)}</span>
              </RowLink>
            </li>
          ))}
      </ul>
      <ul className="mt-3 space-y-1.5">
        {regions.map(({ region, total: all, ok }) => (
          <li
            key={region}
            className="grid grid-cols-[minmax(0,1fr)_minmax(0,2fr)_auto] items-center gap-3 text-small"
          >
            <RowLink href={`/targets?region=${encodeURIComponent(region)}`}>
              <span className="block truncate font-normal">{region}</span>
            </RowLink>
            <span aria-hidden="true" className="flex h-1.5 overflow-hidden rounded-full bg-line-2">
              <span className="bg-ok-solid" style={{ width: `${(ok / all) * 100}%` }} />
            </span>
            <span>{`${ok}/${all}`}</span>
          </li>
        ))}
      </ul>
    </Part>
  );
}
