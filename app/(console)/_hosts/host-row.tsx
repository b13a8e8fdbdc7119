import { ChevronDown, ChevronRight, KeyRound, Pencil } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { HostKind } from "../../../server/domain/host-kind.ts";
import { buttonClass } from "../../_ui/button.tsx";
import { hostPage } from "./host-page.ts";
import { LazyConnectionTest } from "./lazy-connection-test.tsx";
import type { Host } from "./way.ts";

/** Opens a host's row in place, or closes it; which one is open stands in the URL. */
export function RowToggle({ name, open, href }: { name: string; open: boolean; href: string }) {
  const t = useTranslations("targets");
  const Sign = open ? ChevronDown : ChevronRight;
  return (
    <Link
      href={href as Route}
      scroll={false}
      aria-expanded={open}
      aria-label={t(open ? "close" : "open", { name })}
      className="inline-flex size-6 items-center justify-center rounded-control hover:bg-hover"
    >
      <Sign size={14} strokeWidth={1.75} aria-hidden="true" />
    </Link>
  );
}

/** The list's address with this row open, or, where it is open, with none. */
export function toggleHref(
  query: Record<string, string | string[] | undefined>,
  id: number,
  open: number | null,
): string {
  const entries = Object.entries(query).flatMap(([key, value]) =>
    key === "open" || typeof value !== "string" ? [] : [[key, value]],
  );
  return `?${new URLSearchParams(open === id ? entries : [...entries, ["open", String(id)]])}`;
}

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
