import { getTranslations } from "next-intl/server";
import { requireSystemAdmin } from "../../_components/require-system-admin.ts";
import { NewTenantForm } from "../../_components/tenant-form.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("tenants"))("new") };
}

export default async function NewTenantPage() {
  await requireSystemAdmin();
  return <NewTenantForm />;
}
