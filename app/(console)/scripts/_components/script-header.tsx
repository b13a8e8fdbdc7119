import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Script } from "../../../../server/script/output.ts";
import { Tabs } from "../../../_ui/list-link.tsx";
import { Moment } from "../../../_ui/moment.tsx";
import { Fact, PageHeader } from "../../../_ui/page-header.tsx";
import { State } from "../../../_ui/state.tsx";
import { Tag } from "../../../_ui/tag.tsx";

export type ScriptTab = "editor" | "versions" | "runs" | "tasks";

export interface ScriptCounts {
  versions: number;
  runs: number;
  tasks: number;
}

/** The head of each of a script's pages: what it is, who uses it, and its tabs. */
export function ScriptHeader({
  script,
  counts,
  tab,
  beside,
  actions,
}: {
  script: Script;
  counts: ScriptCounts;
  tab: ScriptTab;
  beside?: ReactNode;
  actions: ReactNode;
}) {
  const t = useTranslations("scripts");
  const common = useTranslations("common");
  const languages = useTranslations("languages");
  const at = `/scripts/${script.id}`;
  const { lastTaskLog } = script;
  return (
    <>
      <PageHeader
        crumbs={[{ href: "/scripts", label: t("title") }]}
        here={`#${script.id}`}
        title={script.name}
        beside={
          <>
            <span className="text-ink-2">{`${languages(script.language)} · v${script.currentVersion}`}</span>
            {script.sample && <Tag>{common("sample")}</Tag>}
            {beside}
          </>
        }
        facts={
          <>
            <Fact name={t("usedBy")}>
              <Link
                href={`${at}?tab=tasks` as never}
                className="underline decoration-line-2 underline-offset-2"
              >
                {t("tasksCount", { count: counts.tasks })}
              </Link>
            </Fact>
            <Fact name={common("lastRun")}>
              {lastTaskLog === null ? (
                common("noRunYet")
              ) : (
                <Link href={`/task-logs/${lastTaskLog.id}`}>
                  {`#${lastTaskLog.id} `}
                  <State state={lastTaskLog.state} />
                </Link>
              )}
            </Fact>
            <Fact name={common("createdAt")}>
              {script.createdBy} <Moment at={script.createdAt} />
            </Fact>
          </>
        }
        actions={actions}
      />
      <Tabs
        tabs={[
          { href: at, label: t("editor"), current: tab === "editor" },
          {
            href: `${at}?tab=versions`,
            label: t("versions"),
            count: counts.versions,
            current: tab === "versions",
          },
          { href: `${at}?tab=runs`, label: t("history"), count: counts.runs, current: tab === "runs" },
          { href: `${at}?tab=tasks`, label: t("tasks"), count: counts.tasks, current: tab === "tasks" },
        ]}
      />
    </>
  );
}
