import { ChevronDown, ChevronRight } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ConnectionStatus } from "../../../server/domain/connection-status.ts";
import type { HostKind } from "../../../server/domain/host-kind.ts";
import { buttonClass } from "../../_ui/button.tsx";
import { Moment } from "../../_ui/moment.tsx";
import { ConnectionTest } from "./connection-test.tsx";

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

interface Host {
  id: number;
  name: string;
  status: ConnectionStatus;
  lastCheckedAt: string | null;
  lastError: string | null;
}

/** What is known of a host's connection, and a test of it. */
export function HostConnection({ kind, host }: { kind: HostKind; host: Host }) {
  const t = useTranslations("targets");
  const words = useTranslations(kind === "target" ? "targets" : "proxies");
  const { id, status, lastCheckedAt, lastError } = host;
  const page = `/${kind === "target" ? "targets" : "proxies"}/${id}` as Route;
  return (
    <div className="max-w-4xl space-y-3 whitespace-normal">
      <div className="flex flex-wrap items-center gap-3">
        <div className="min-w-0">
          {lastCheckedAt === null && t("neverTested")}
          {lastError !== null && (
            <p>
              <span className="mr-2 text-ink-2 text-small">{t("lastError")}</span>
              <span className="break-all font-mono text-small">{lastError}</span>{" "}
              <span className="text-ink-2 text-small">
                <Moment at={lastCheckedAt} />
              </span>
            </p>
          )}
          {status === "host_key_changed" && <p className="text-warn">{t("hostKeyWaits")}</p>}
        </div>
        <Link href={page} className={`${buttonClass("plain", true)} ml-auto`}>
          {status === "host_key_changed" ? t("compareKeys") : words("edit")}
        </Link>
      </div>
      <div className="bg-surface">
        <ConnectionTest kind={kind} id={id} />
      </div>
    </div>
  );
}
