import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ScriptVersionItem } from "../../../../server/script/output.ts";
import { Moment } from "../../../_ui/moment.tsx";

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
  version: { number, note, author, createdAt },
  current,
  children,
}: {
  version: ScriptVersionItem;
  current: number;
  children?: React.ReactNode;
}) {
  const t = useTranslations("scripts");
  return (
    <>
      <span className="flex items-center gap-1.5">
        <b className="font-semibold">{`v${number}`}</b>
        {number === current && (
          <span className="rounded-cell bg-sunken px-1.5 text-ink-2 text-small">{t("current")}</span>
        )}
        {children}
        <span className="ml-auto text-ink-2 text-small">
          <Moment at={createdAt} />
        </span>
      </span>
      <span className="block truncate text-small" title={note}>
        {note === "" ? <span className="text-ink-3">{t("noNote")}</span> : note}
      </span>
      <span className="block truncate text-ink-2 text-small">{author}</span>
    </>
  );
}
