"use client";

import { Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { Button } from "../../_ui/button.tsx";

/** What puts the platform's key on a host, to be copied and run there. */
export function InstallCommand({ command }: { command: string }) {
  const t = useTranslations("targets");
  const common = useTranslations("common");
  const copy = async () => {
    await navigator.clipboard.writeText(command);
    toast.success(common("copied"));
  };
  return (
    <section>
      <h2 className="mb-1 text-section">{t("install")}</h2>
      <p className="mb-2 text-ink-2">{t("installText")}</p>
      <pre className="overflow-x-auto whitespace-pre-wrap break-all rounded-panel border border-line-2 bg-log p-3 text-small">
        {command}
      </pre>
      <div className="mt-2">
        <Button small onClick={() => void copy()}>
          <Copy size={14} strokeWidth={1.75} aria-hidden="true" /> {common("copy")}
        </Button>
      </div>
    </section>
  );
}
