import { getTranslations } from "next-intl/server";
import { createLoader, parseAsString } from "nuqs/server";
import type { PageProps } from "../../../_ui/list-params.ts";
import { NewProxyForm } from "../_components/new-proxy-form.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("proxies"))("new") };
}

/** A name that is asked for elsewhere: a file with hosts names a proxy that is not there yet. */
const loadGiven = createLoader({ name: parseAsString.withDefault("") });

export default async function NewProxyPage({ searchParams }: PageProps) {
  const { name } = await loadGiven(searchParams);
  return <NewProxyForm name={name} />;
}
