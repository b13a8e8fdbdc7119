import { getTranslations } from "next-intl/server";
import { requireCaller } from "../../../../_auth/caller.ts";
import { api, orNotFound } from "../../../../_trpc/server.ts";
import { idOf, type PageProps } from "../../../../_ui/list-params.ts";
import { PageHeader } from "../../../../_ui/page-header.tsx";
import { requireSystemAdmin } from "../../_components/require-system-admin.ts";
import { TenantActions } from "../../_components/tenant-actions.tsx";
import { TenantForm } from "../../_components/tenant-form.tsx";

export default async function TenantPage({ params }: PageProps<{ id: string }>) {
  await requireSystemAdmin();
  const t = await getTranslations("tenants");
  const settings = await getTranslations("settings");
  const tenant = await orNotFound((await api()).tenant.get({ id: idOf((await params).id) ?? 0 }));
  const own = tenant.id === (await requireCaller()).tenantId;
  return (
    <>
      <PageHeader
        crumbs={[{ href: "/settings/tenants", label: settings("tenants") }]}
        here={`#${tenant.id}`}
        title={tenant.name}
        beside={<span className="text-ink-2">{t(tenant.disabled ? "disabled" : "active")}</span>}
        actions={own ? null : <TenantActions tenant={tenant} />}
      />
      <div className="p-4 lg:p-6">
        <TenantForm key={tenant.updatedAt} tenant={tenant} />
      </div>
    </>
  );
}
