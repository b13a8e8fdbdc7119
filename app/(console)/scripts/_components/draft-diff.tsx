"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useWatch } from "react-hook-form";
import type { Script } from "../../../../server/script/output.ts";
import { Button } from "../../../_ui/button.tsx";
import type { DiffMode } from "../../../_ui/code/code-diff.tsx";
import { DiffPanel, useRoomyMode } from "../../../_ui/code/diff-panel.tsx";

/** What the draft changes in the saved text. */
export function DraftDiff({ saved, onClose }: { saved: Script; onClose: () => void }) {
  const t = useTranslations("scripts");
  const roomy = useRoomyMode();
  const [mode, setMode] = useState<DiffMode | null>(null);
  const draft: string = useWatch({ name: "content" });
  return (
    <DiffPanel
      before={{ text: saved.content, name: `v${saved.currentVersion}` }}
      after={{ text: draft, name: t("draft") }}
      language={saved.language}
      mode={mode ?? roomy}
      onMode={setMode}
      lead={
        <Button small onClick={onClose}>
          {t("backToEditor")}
        </Button>
      }
    />
  );
}
