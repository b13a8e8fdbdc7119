import { getTranslations } from "next-intl/server";
import { NewScriptForm } from "../_components/new-script-form.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("scripts"))("new") };
}

export default function NewScriptPage() {
  return <NewScriptForm />;
}
