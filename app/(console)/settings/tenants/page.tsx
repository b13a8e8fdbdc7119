import { Building2 } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { api } from "../../../_trpc/server.ts";
import { FilterBar } from "../../../_ui/filter-bar.tsx";
import { RowLink } from "../../../_ui/list-link.tsx";
import { ListPage } from "../../../_ui/list-page.tsx";
import { loadListParams, type PageProps } from "../../../_ui/list-params.ts";
import { Moment } from "../../../_ui/moment.tsx";
import { PhoneItem } from "../../../_ui/phone-item.tsx";
import { StateGlyph } from "../../../_ui/state-glyph.tsx";
import { Table } from "../../../_ui/table.tsx";
import { requireSystemAdmin } from "../_components/require-system-admin.ts";

export async function generateMetadata() {
  return { title: (await getTranslations("settings"))("tenants") };
}

export default async function TenantsPage({ searchParams }: PageProps) {
  await requireSystemAdmin();
  const t = await getTranslations("tenants");
  const settings = await getTranslations("settings");
  const common = await getTranslations("common");
  const { page, search } = await loadListParams(searchParams);
  const list = await (await api()).tenant.list({ page, search });
  return (
    <ListPage
      title={settings("tenants")}
      count={t("count", { count: list.total })}
      make={{ href: "/settings/tenants/new", label: t("new") }}
      nothingYet={list.total === 0 && search === "" ? { icon: Building2, words: t("empty") } : null}
      page={page}
      list={list}
    >
      <FilterBar search={t("search")} found={list.total} />
      <Table
        label={settings("tenants")}
        items={list.items.map((tenant) => ({ key: tenant.id, ...tenant }))}
        columns={[
          {
            head: common("name"),
            cell: ({ id, name }) => <RowLink href={`/settings/tenants/${id}`}>{name}</RowLink>,
          },
          { head: t("timeZone"), cell: ({ timeZone }) => timeZone },
          { head: t("state"), cell: ({ disabled }) => t(disabled ? "disabled" : "active") },
          { head: common("createdAt"), wide: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
        ]}
        phone={({ id, name, timeZone, disabled, createdAt }) => (
          <PhoneItem
            href={`/settings/tenants/${id}`}
            title={name}
            sign={<StateGlyph state={disabled ? "cancelled" : "succeeded"} />}
            words={t(disabled ? "disabled" : "active")}
            last={timeZone}
            lastRight={<Moment at={createdAt} />}
          />
        )}
      />
    </ListPage>
  );
}
