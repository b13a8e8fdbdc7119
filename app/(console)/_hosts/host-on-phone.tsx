import { useTranslations } from "next-intl";
import type { HostKind } from "../../../server/domain/host-kind.ts";
import { connectionLook, StatusSign } from "../../_ui/connection-state.tsx";
import { Moment } from "../../_ui/moment.tsx";
import { PhoneItem } from "../../_ui/phone-item.tsx";
import { Tag } from "../../_ui/tag.tsx";
import { hostPage } from "./host-page.ts";
import type { ListedHost } from "./way.ts";

/** Three lines: name and when it was tested, whether it can be reached, how it is reached. */
export function HostOnPhone({
  kind,
  host: { id, name, status, lastCheckedAt, ssh, sandbox, oldAlgorithms },
  more,
}: {
  kind: HostKind;
  host: ListedHost;
  /** At the end of the third line. */
  more: string;
}) {
  const t = useTranslations("targets");
  const common = useTranslations("common");
  const connection = useTranslations("connection");
  return (
    <PhoneItem
      href={hostPage(kind, id)}
      title={name}
      tags={
        <>
          {sandbox && <Tag>{common("sample")}</Tag>}
          {oldAlgorithms && <Tag>{t("oldAlgorithms")}</Tag>}
        </>
      }
      sign={<StatusSign status={status} />}
      beside={lastCheckedAt !== null && <Moment at={lastCheckedAt} />}
      words={<span className={connectionLook[status]}>{connection(status)}</span>}
      last={<span className="font-mono">{`${ssh.username}@${ssh.address}:${ssh.port}`}</span>}
      lastRight={more}
    />
  );
}
