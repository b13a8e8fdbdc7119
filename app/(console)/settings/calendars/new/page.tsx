import { getTranslations } from "next-intl/server";
import { api } from "../../../../_trpc/server.ts";
import { NewCalendarForm } from "../../_components/calendar-form.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("calendars"))("new") };
}

export default async function NewCalendarPage() {
  const { chosenTenant, ...home } = await (await api()).session.current();
  return (
    <NewCalendarForm
      tenantId={chosenTenant?.id ?? home.tenantId}
      timeZone={(chosenTenant ?? home).timeZone}
    />
  );
}
