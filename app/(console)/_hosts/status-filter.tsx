import { useTranslations } from "next-intl";
import { type ConnectionStatus, connectionStatuses } from "../../../server/domain/connection-status.ts";
import { StatusSign } from "../../_ui/connection-state.tsx";
import { FilterLinks } from "../../_ui/filter-links.tsx";

/** Hosts by whether they could be reached, with how many there are of each. */
export function StatusFilter({
  statuses,
  chosen,
}: {
  statuses: { value: ConnectionStatus; count: number }[];
  chosen: ConnectionStatus | undefined;
}) {
  const t = useTranslations("targets");
  const connection = useTranslations("connection");
  const countOf = (status: ConnectionStatus) => statuses.find(({ value }) => value === status)?.count ?? 0;
  return (
    <FilterLinks
      name="status"
      label={t("status")}
      all={statuses.reduce((sum, { count }) => sum + count, 0)}
      values={connectionStatuses
        .filter((status) => countOf(status) > 0 || status === chosen)
        .map((value) => ({
          value,
          label: connection(value),
          sign: <StatusSign status={value} />,
          count: countOf(value),
        }))}
    />
  );
}
