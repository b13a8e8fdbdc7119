"use client";

import { History } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { Script, ScriptVersion } from "../../../../server/script/output.ts";
import { useTRPCClient } from "../../../_trpc/client.tsx";
import { Confirm } from "../../../_ui/confirm.tsx";
import { toast } from "../../../_ui/toast.ts";

/** Goes back to an older text by saving it once more: nothing is taken away. */
export function RestoreVersion({
  script: { id, currentVersion, content },
  version,
  onRestored,
}: {
  script: Script;
  version: ScriptVersion;
  onRestored: (number: number) => void;
}) {
  const t = useTranslations("scripts");
  const client = useTRPCClient();
  const router = useRouter();
  const { number } = version;
  if (version.content === content)
    return <span className="self-center text-ink-2">{t("sameAsCurrent", { number })}</span>;
  const restore = async () => {
    const note = t("restoredNote", { number });
    const input = { id, content: version.content, note, expectedVersion: currentVersion };
    const saved = await client.script.update.mutate(input);
    toast.success(t("restored", { number, made: saved.currentVersion }));
    onRestored(saved.currentVersion);
    router.refresh();
  };
  return (
    <Confirm
      look="plain"
      confirmLook="strong"
      trigger={
        <>
          <History size={14} strokeWidth={1.75} aria-hidden="true" /> {t("restore", { number })}
        </>
      }
      title={t("restoreTitle", { number })}
      verb={t("restore", { number })}
      act={restore}
    >
      {t("restoreText", { number, made: currentVersion + 1, current: currentVersion })}
    </Confirm>
  );
}
