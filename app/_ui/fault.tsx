"use client";

import { RotateCcw, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { Button } from "./button.tsx";
import { copyText } from "./copy-text.ts";
import { Empty } from "./empty.tsx";
import { toast } from "./toast.ts";

export interface FaultProps {
  error: Error & { digest?: string };
  reset: () => void;
}

/** What stands where a page broke: what failed, what was kept, and the way to try again. */
export function Fault({ error, reset }: FaultProps) {
  const t = useTranslations("fault");
  const common = useTranslations("common");
  const [trying, startTransition] = useTransition();
  const copy = async () => {
    const details = [location.href, new Date().toISOString(), error.digest ?? error.message];
    await copyText(details.join("\n"));
    toast.success(common("copied"));
  };
  const action = (
    <div className="flex gap-2">
      <Button disabled={trying} onClick={() => startTransition(reset)}>
        <RotateCcw size={14} strokeWidth={1.75} aria-hidden="true" /> {t("again")}
      </Button>
      <Button look="quiet" onClick={() => void copy()}>
        {t("details")}
      </Button>
    </div>
  );
  return (
    <div role="alert" className="m-auto">
      <Empty icon={X} action={action}>
        <h1 className="mb-2 text-ink text-title">{t("title")}</h1>
        {t("text")}
        {error.digest !== undefined && (
          <p className="mt-2 font-mono text-ink-3 text-small">{t("number", { digest: error.digest })}</p>
        )}
      </Empty>
    </div>
  );
}
