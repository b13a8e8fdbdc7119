import { BookCheck, History } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { createLoader, parseAsString } from "nuqs/server";
import type { AuditItem } from "../../../../server/audit/output.ts";
import { api } from "../../../_trpc/server.ts";
import { FilterBar } from "../../../_ui/filter-bar.tsx";
import { FilterDay, FilterSelect } from "../../../_ui/filter-select.tsx";
import { RowLink } from "../../../_ui/list-link.tsx";
import { ListPage } from "../../../_ui/list-page.tsx";
import { loadListParams, type PageProps } from "../../../_ui/list-params.ts";
import { Moment } from "../../../_ui/moment.tsx";
import { PhoneItem } from "../../../_ui/phone-item.tsx";
import { Table } from "../../../_ui/table.tsx";
import { Changes } from "../_components/changes.tsx";

const loadFilters = createLoader({ kind: parseAsString, from: parseAsString, to: parseAsString });

const kinds = [
  "script",
  "task",
  "taskLog",
  "targetLog",
  "target",
  "proxy",
  "tenant",
  "user",
  "session",
  "apiToken",
] as const;

export async function generateMetadata() {
  return { title: (await getTranslations("settings"))("audit") };
}

export default async function AuditPage({ searchParams }: PageProps) {
  const t = await getTranslations("audit");
  const settings = await getTranslations("settings");
  const { page, search } = await loadListParams(searchParams);
  const { kind, from, to } = await loadFilters(searchParams);
  const objectType = kinds.find((known) => known === kind);
  const filters = { objectType, from: dayStart(from), to: dayStart(to, 1) };
  const list = await (await api()).audit.list({ page, search, ...filters });
  const asked = search !== "" || Object.values(filters).some((value) => value !== undefined);
  return (
    <ListPage
      title={settings("audit")}
      count={t("count", { count: list.total })}
      nothingYet={list.total === 0 && !asked ? { icon: BookCheck, words: t("empty") } : null}
      page={page}
      list={list}
    >
      <FilterBar search={t("search")} found={list.total}>
        <FilterSelect
          name="kind"
          label={t("kind")}
          values={kinds.map((value) => ({ value, label: t(`types.${value}`) }))}
        />
        <FilterDay name="from" label={t("from")} />
        <FilterDay name="to" label={t("to")} />
      </FilterBar>
      <Table
        label={settings("audit")}
        items={list.items.map((item) => ({ key: item.id, ...item }))}
        columns={[
          { head: t("at"), cell: ({ at }) => <Moment at={at} /> },
          {
            head: t("who"),
            cell: ({ userName, via, crossing }) => (
              <>
                {nameOf(userName, via, t)} <span className="text-ink-3 text-small">{t(`via.${via}`)}</span>
                {crossing !== null && (
                  <span className="ml-1.5 text-small text-warn">{t(`crossing.${crossing}`)}</span>
                )}
              </>
            ),
          },
          { head: t("action"), cell: ({ action }) => verbOf(action, t) },
          { head: t("object"), cell: (item) => <Subject item={item} /> },
          {
            head: t("changes"),
            wide: true,
            cell: ({ before, after }) => <Changes before={before} after={after} />,
          },
          {
            head: t("address"),
            wide: true,
            cell: ({ address }) => <span className="font-mono text-small">{address ?? "—"}</span>,
          },
        ]}
        phone={(item) => (
          <PhoneItem
            title={<Subject item={item} />}
            sign={<History size={14} strokeWidth={1.75} aria-hidden="true" />}
            beside={<Moment at={item.at} short />}
            words={
              <>
                {nameOf(item.userName, item.via, t)} {verbOf(item.action, t)}
                {item.crossing !== null && (
                  <span className="ml-1.5 text-warn">{t(`crossing.${item.crossing}`)}</span>
                )}
              </>
            }
            below={<Changes before={item.before} after={item.after} />}
            last={t(`via.${item.via}`)}
            lastRight={<span className="font-mono">{item.address}</span>}
          />
        )}
      />
    </ListPage>
  );
}

/** A day as the filter has it, from its first moment (or the next day's) in UTC. */
function dayStart(day: string | null, plusDays = 0): string | undefined {
  if (day === null || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return undefined;
  at.setUTCDate(at.getUTCDate() + plusDays);
  return at.toISOString();
}

type Words = Awaited<ReturnType<typeof getTranslations<"audit">>>;

/** The program's own doings have a name that is written in one language. */
function nameOf(userName: string, via: AuditItem["via"], t: Words): string {
  return via === "system" && userName === "schedule" ? t("schedule") : userName;
}

/** What was done, in words where we have them, else as it is written. */
function verbOf(action: string, t: Words): React.ReactNode {
  const key = `verbs.${action.split(".")[1] ?? ""}` as Parameters<Words>[0];
  return t.has(key) ? t(key) : <code>{action}</code>;
}

const lists: Record<string, string> = {
  script: "/scripts",
  task: "/tasks",
  taskLog: "/task-logs",
  target: "/targets",
  proxy: "/proxies",
  tenant: "/settings/tenants",
  user: "/settings/users",
};

async function Subject({ item: { objectType, objectId, objectName, action } }: { item: AuditItem }) {
  const t = await getTranslations("audit");
  const key = `types.${objectType}` as Parameters<Words>[0];
  const name = objectName ?? (objectId === null ? "" : `#${objectId}`);
  const list = action.endsWith(".delete") ? undefined : lists[objectType];
  return (
    <>
      <span className="mr-1.5 text-ink-2">{t.has(key) ? t(key) : objectType}</span>
      {list === undefined || objectId === null ? (
        name
      ) : (
        <RowLink href={`${list}/${objectId}`}>{name}</RowLink>
      )}
    </>
  );
}
