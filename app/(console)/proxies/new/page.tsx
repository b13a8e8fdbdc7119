import { getTranslations } from "next-intl/server";
import { NewProxyForm } from "../_components/new-proxy-form.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("proxies"))("new") };
}

export default function NewProxyPage() {
  return <NewProxyForm />;
}
