import { getTranslations } from "next-intl/server";
import { requireCaller } from "../../../../_auth/caller.ts";
import { NewUserForm } from "../../_components/new-user-form.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("users"))("new") };
}

export default async function NewUserPage() {
  const { role } = await requireCaller();
  return <NewUserForm mayGrantAll={role === "system_admin"} />;
}
