import { getTranslations } from "next-intl/server";
import { NewTargetForm } from "../_components/new-target-form.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("targets"))("new") };
}

export default function NewTargetPage() {
  return <NewTargetForm />;
}
