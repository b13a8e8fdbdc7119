import { getTranslations } from "next-intl/server";
import { ImportHosts } from "./_components/import-hosts.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("importHosts"))("title") };
}

export default function ImportPage() {
  return <ImportHosts />;
}
