import type { Route } from "next";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { ScriptVersionItem } from "../../../../server/script/output.ts";
import { Moment } from "../../../_ui/moment.tsx";
import { Tag } from "../../../_ui/tag.tsx";

/** The newest versions beside the editor; each leads to what it changed. */
export function VersionCards({
  scriptId,
  versions,
  current,
  total,
}: {
  scriptId: number;
  versions: ScriptVersionItem[];
  current: number;
  total: number;
}) {
  const t = useTranslations("scripts");
  const to = (number: number) => `/scripts/${scriptId}?tab=versions&b=${number}` as Route;
  return (
    <section>
      <h2 className="mb-2 font-semibold">{t("versions")}</h2>
      <ul className="-mx-2">
        {versions.map((version) => (
          <li key={version.number}>
            <Link href={to(version.number)} className="block rounded-control px-2 py-1.5 hover:bg-hover">
              <VersionLines version={version} current={current} />
            </Link>
          </li>
        ))}
      </ul>
      {total > versions.length && (
        <Link href={`/scripts/${scriptId}?tab=versions` as Route} className="text-ink-2 text-small underline">
          {t("allVersions", { count: total })}
        </Link>
      )}
    </section>
  );
}

/** What a version is told by: number, time, note and author. */
export function VersionLines({
  version,
  current,
  children,
}: {
  version: ScriptVersionItem;
  current: number;
  children?: React.ReactNode;
}) {
  const t = useTranslations("scripts");
  const { number, note, author, createdAt } = version;
  return (
    <>
      <span className="flex items-center gap-1.5">
        <b className="font-semibold">{`v${number}`}</b>
        {number === current && <Tag>{t("current")}</Tag>}
        {children}
        <span className="ml-auto text-ink-2 text-small">
          <Moment at={createdAt} />
        </span>
      </span>
      <span className="block truncate text-small" title={note}>
        {note === "" ? <span className="text-ink-3">{t("noNote")}</span> : note}
      </span>
      <span className="flex gap-2 text-ink-2 text-small">
        <span className="min-w-0 truncate">{author}</span>
        <Success version={version} />
      </span>
    </>
  );
}

/** How many of the hosts of its newest runs a version succeeded on; the exact numbers are said on hover. */
function Success({ version: { runs, hosts, succeeded } }: { version: ScriptVersionItem }) {
  const t = useTranslations("scripts");
  const format = useFormatter();
  if (hosts === 0) return null;
  const rate = format.number(roundedDown(succeeded / hosts), { style: "percent", maximumFractionDigits: 1 });
  return (
    <span className="ml-auto shrink-0 tabular-nums" title={t("successOf", { succeeded, hosts, runs })}>
      {t("success", { rate })}
    </span>
  );
}

/** A share that is not whole never reads as 100 %. */
function roundedDown(share: number): number {
  return Math.floor(share * 1_000) / 1_000;
}
