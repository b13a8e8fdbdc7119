import { getTranslations } from "next-intl/server";
import { api } from "../../../_trpc/server.ts";
import { NewTaskForm } from "../_components/new-task-form.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("tasks"))("new") };
}

export default async function NewTaskPage() {
  const { chosenTenant, ...home } = await (await api()).session.current();
  const { timeZone } = chosenTenant ?? home;
  return <NewTaskForm tenantId={chosenTenant?.id ?? home.tenantId} timeZone={timeZone} />;
}
