import { useTranslations } from "next-intl";
import type { ConnectionStatus } from "../../../server/domain/connection-status.ts";
import { connectionLook, StatusSign } from "../../_ui/connection-state.tsx";
import { Moment } from "../../_ui/moment.tsx";
import { PhoneItem } from "../../_ui/phone-item.tsx";

/** Three lines: name and when it was tested, whether it can be reached, how it is reached. */
export function HostOnPhone({
  href,
  host: { name, status, lastCheckedAt, ssh },
  more,
}: {
  href: string;
  host: {
    name: string;
    status: ConnectionStatus;
    lastCheckedAt: string | null;
    ssh: { username: string; address: string; port: number };
  };
  /** At the end of the third line. */
  more?: string;
}) {
  const connection = useTranslations("connection");
  return (
    <PhoneItem
      href={href}
      title={name}
      sign={<StatusSign status={status} />}
      beside={lastCheckedAt !== null && <Moment at={lastCheckedAt} />}
      words={<span className={connectionLook[status]}>{connection(status)}</span>}
      last={<span className="font-mono">{`${ssh.username}@${ssh.address}:${ssh.port}`}</span>}
      lastRight={more}
    />
  );
}
