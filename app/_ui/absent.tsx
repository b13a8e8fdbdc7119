import { FileQuestion } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { buttonClass } from "./button.tsx";
import { Empty } from "./empty.tsx";

/** What stands where an address leads nowhere. */
export function Absent() {
  const t = useTranslations("absent");
  const home = (
    <Link href="/" className={buttonClass("plain")}>
      {t("home")}
    </Link>
  );
  return (
    <Empty icon={FileQuestion} action={home}>
      <h1 className="mb-2 text-ink text-title">{t("title")}</h1>
      {t("text")}
    </Empty>
  );
}
