"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFormContext } from "react-hook-form";
import type { Script } from "../../../../server/script/output.ts";
import { Button } from "../../../_ui/button.tsx";
import type { Submit } from "../../../_ui/form/form.tsx";

/** Somebody saved another version meanwhile: what was typed is kept, and a person says which text goes on. */
export function Conflict({
  theirs,
  onTaken,
  submit,
}: {
  theirs: Script;
  onTaken: () => void;
  submit: Submit;
}) {
  const t = useTranslations("scripts");
  const { setValue, reset, getValues } = useFormContext();
  const { currentVersion: number, content } = theirs;
  const saveMine = () => {
    setValue("expectedVersion", number);
    void submit();
  };
  const takeTheirs = () => {
    reset({ ...getValues(), content, note: "", expectedVersion: number });
    onTaken();
  };
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-warn-line border-b bg-warn-tint px-4 py-2.5 lg:px-6"
    >
      <p className="flex min-w-60 flex-1 items-start gap-2">
        <TriangleAlert size={16} className="mt-0.5 shrink-0 text-warn" aria-hidden="true" />
        <span>
          <b className="font-semibold">{t("conflict", { number })}</b> {t("conflictText", { number })}
        </span>
      </p>
      <Button small onClick={takeTheirs}>
        {t("takeTheirs", { number })}
      </Button>
      <Button small onClick={saveMine}>
        {t("saveMine", { number: number + 1 })}
      </Button>
    </div>
  );
}
