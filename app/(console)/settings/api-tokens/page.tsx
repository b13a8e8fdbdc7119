import { BookOpen, KeySquare } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { api } from "../../../_trpc/server.ts";
import { buttonClass } from "../../../_ui/button.tsx";
import { Empty } from "../../../_ui/empty.tsx";
import { FilterBar } from "../../../_ui/filter-bar.tsx";
import { loadListParams, type PageProps } from "../../../_ui/list-params.ts";
import { Moment } from "../../../_ui/moment.tsx";
import { Pagination } from "../../../_ui/pagination.tsx";
import { PhoneItem } from "../../../_ui/phone-item.tsx";
import { Table } from "../../../_ui/table.tsx";
import { RevokeToken } from "../_components/revoke-token.tsx";
import { TokenMaker } from "../_components/token-maker.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("settings"))("apiTokens") };
}

export default async function ApiTokensPage({ searchParams }: PageProps) {
  const t = await getTranslations("apiTokens");
  const settings = await getTranslations("settings");
  const common = await getTranslations("common");
  const { page, search } = await loadListParams(searchParams);
  const list = await (await api()).apiToken.list({ page, search });
  const now = Date.now();
  return (
    <>
      <TokenMaker
        title={settings("apiTokens")}
        count={t("count", { count: list.total })}
        docs={
          <a href="/api/docs" className={buttonClass("quiet")}>
            <BookOpen size={14} strokeWidth={1.75} aria-hidden="true" /> {t("docs")}
          </a>
        }
      />
      {list.total === 0 && search === "" ? (
        <Empty icon={KeySquare}>{t("empty")}</Empty>
      ) : (
        <>
          <FilterBar search={t("search")} found={list.total} />
          <Table
            label={settings("apiTokens")}
            items={list.items.map((token) => ({ key: token.id, ...token }))}
            columns={[
              {
                head: common("name"),
                cell: ({ name, expiresAt }) =>
                  Date.parse(expiresAt) < now ? (
                    <s className="text-ink-2">{name}</s>
                  ) : (
                    <span className="font-medium">{name}</span>
                  ),
              },
              { head: t("may"), cell: ({ scope }) => t(`scopes.${scope}`) },
              { head: t("as"), wide: true, cell: ({ userName }) => userName },
              {
                head: t("expires"),
                cell: ({ expiresAt }) => (
                  <>
                    {Date.parse(expiresAt) < now && `${t("expired")} `}
                    <Moment at={expiresAt} />
                  </>
                ),
              },
              {
                head: t("lastUsed"),
                wide: true,
                cell: ({ lastUsedAt }) =>
                  lastUsedAt === null ? (
                    <span className="text-ink-3">{t("notYet")}</span>
                  ) : (
                    <Moment at={lastUsedAt} />
                  ),
              },
              { head: t("made"), wide: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
              {
                head: <span className="sr-only">{t("revoke")}</span>,
                align: "right",
                cell: ({ id, name }) => <RevokeToken id={id} name={name} />,
              },
            ]}
            phone={({ id, name, scope, userName, expiresAt, lastUsedAt }) => (
              <PhoneItem
                title={Date.parse(expiresAt) < now ? <s>{name}</s> : name}
                sign={<KeySquare size={14} strokeWidth={1.75} aria-hidden="true" />}
                beside={<RevokeToken id={id} name={name} />}
                words={t(`scopes.${scope}`)}
                last={
                  <>
                    {t("expires")} <Moment at={expiresAt} />
                  </>
                }
                lastRight={lastUsedAt === null ? userName : <Moment at={lastUsedAt} short />}
              />
            )}
          />
          <Pagination page={page} pageSize={20} {...list} />
        </>
      )}
    </>
  );
}
