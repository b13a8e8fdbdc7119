import { getTranslations } from "next-intl/server";
import { Absent } from "../_ui/absent.tsx";

export async function generateMetadata() {
  return { title: (await getTranslations("absent"))("title") };
}

export default function NotFound() {
  return <Absent />;
}
