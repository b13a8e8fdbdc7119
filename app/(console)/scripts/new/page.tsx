import { getTranslations } from "next-intl/server";
import { FullHeight } from "../../../_ui/full-height.tsx";
import { NewScriptForm } from "../_components/new-script-form.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("scripts"))("new") };
}

export default function NewScriptPage() {
  return (
    <FullHeight>
      <NewScriptForm />
    </FullHeight>
  );
}
