import { KeyRound, Pencil } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { HostKind } from "../../../server/domain/host-kind.ts";
import { buttonClass } from "../../_ui/button.tsx";
import { hostPage } from "./host-page.ts";
import { LazyConnectionTest } from "./lazy-connection-test.tsx";
import type { Host } from "./way.ts";

/** What is known of a host's connection, opened in its row: its last test, and another one. */
export function HostConnection({ kind, host }: { kind: HostKind; host: Host }) {
  const t = useTranslations("hosts");
  const page = hostPage(kind, host.id);
  const changed = host.status === "host_key_changed";
  return (
    <div className="whitespace-normal">
      <LazyConnectionTest
        kind={kind}
        host={host}
        actions={
          !host.sandbox && (
            <>
              <Link href={`${page}?tab=edit` as Route} className={buttonClass("plain", true)}>
                <Pencil size={14} strokeWidth={1.75} aria-hidden="true" /> {t("edit")}
              </Link>
              <Link
                href={`${page}${changed ? "" : "#install"}` as Route}
                className={buttonClass("plain", true)}
              >
                <KeyRound size={14} strokeWidth={1.75} aria-hidden="true" />{" "}
                {t(changed ? "compareKeys" : "install")}
              </Link>
            </>
          )
        }
      />
    </div>
  );
}
