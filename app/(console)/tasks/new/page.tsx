import { getTranslations } from "next-intl/server";
import { NewTaskForm } from "../_components/new-task-form.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("tasks"))("new") };
}

export default function NewTaskPage() {
  return <NewTaskForm />;
}
