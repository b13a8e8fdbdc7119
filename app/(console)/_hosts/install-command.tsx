import { useTranslations } from "next-intl";
import { CodeBlock } from "../../_ui/code-block.tsx";

/** What puts the platform's key on a host, to be copied and run there. */
export function InstallCommand({ command }: { command: string }) {
  const t = useTranslations("targets");
  return (
    <section>
      <h2 className="mb-1 text-section">{t("install")}</h2>
      <p className="mb-2 text-ink-2">{t("installText")}</p>
      <CodeBlock text={command} />
    </section>
  );
}
