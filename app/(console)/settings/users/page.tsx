import { Users } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { api } from "../../../_trpc/server.ts";
import { FilterBar } from "../../../_ui/filter-bar.tsx";
import { RowLink } from "../../../_ui/list-link.tsx";
import { ListPage } from "../../../_ui/list-page.tsx";
import { loadListParams, type PageProps } from "../../../_ui/list-params.ts";
import { Moment } from "../../../_ui/moment.tsx";
import { PhoneItem } from "../../../_ui/phone-item.tsx";
import { Table } from "../../../_ui/table.tsx";
import { tenantNames } from "../_components/tenant-names.ts";
import { UserSign, UserState } from "../_components/user-state.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("settings"))("users") };
}

export default async function UsersPage({ searchParams }: PageProps) {
  const t = await getTranslations("users");
  const settings = await getTranslations("settings");
  const common = await getTranslations("common");
  const { page, search } = await loadListParams(searchParams);
  const list = await (await api()).user.list({ page, search });
  const tenants = await tenantNames();
  return (
    <ListPage
      title={settings("users")}
      count={t("count", { count: list.total })}
      make={{ href: "/settings/users/new", label: t("new") }}
      nothingYet={list.total === 0 && search === "" ? { icon: Users, words: t("empty") } : null}
      page={page}
      list={list}
    >
      <FilterBar search={t("search")} found={list.total} />
      <Table
        label={settings("users")}
        items={list.items.map((user) => ({ key: user.id, ...user }))}
        columns={[
          {
            head: common("name"),
            cell: ({ id, name }) => <RowLink href={`/settings/users/${id}`}>{name}</RowLink>,
          },
          { head: t("email"), cell: ({ email }) => email },
          { head: t("role"), cell: ({ role }) => t(`roles.${role}`) },
          { head: t("state"), cell: (user) => <UserState user={user} /> },
          ...(tenants === null
            ? []
            : [
                {
                  head: settings("tenant"),
                  wide: true,
                  cell: ({ tenantId }: { tenantId: number }) => tenants.get(tenantId) ?? `#${tenantId}`,
                },
              ]),
          {
            head: t("lastSeen"),
            wide: true,
            cell: ({ lastSeenAt }) =>
              lastSeenAt === null ? (
                <span className="text-ink-3">{t("never")}</span>
              ) : (
                <Moment at={lastSeenAt} />
              ),
          },
          { head: common("createdAt"), wide: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
        ]}
        phone={(user) => (
          <PhoneItem
            href={`/settings/users/${user.id}`}
            title={user.name}
            sign={<UserSign user={user} />}
            beside={<Moment at={user.lastSeenAt} short />}
            words={t(`roles.${user.role}`)}
            last={user.email}
            lastRight={tenants?.get(user.tenantId)}
          />
        )}
      />
    </ListPage>
  );
}
