"use client";

import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { ChevronsUpDown, FileCode } from "lucide-react";
import { useTranslations } from "next-intl";
import { useController } from "react-hook-form";
import { useTRPC } from "../../../_trpc/client.tsx";
import { useControl } from "../../../_ui/form/field.tsx";
import { PopoverButton } from "../../../_ui/popover-button.tsx";
import { ScriptChoice } from "../../scripts/_components/script-choice.tsx";

/** Chooses one of a tenant's scripts, found by its name. */
export function ScriptSelect({ name, tenantId }: { name: string; tenantId: number }) {
  const t = useTranslations("tasks");
  const languages = useTranslations("languages");
  const { field } = useController({ name });
  const { className, ...control } = useControl();
  const script = useScript(field.value);
  return (
    <PopoverButton
      {...control}
      onBlur={field.onBlur}
      className={clsx(className, "flex h-8 items-center gap-2 text-left")}
      panelClass="flex w-[min(32rem,92vw)] flex-col p-3"
      panel={(close) => (
        <ScriptChoice
          tenantId={tenantId}
          onChoose={({ id }) => {
            field.onChange(id);
            close();
          }}
        />
      )}
    >
      <FileCode size={14} className="shrink-0 text-ink-3" aria-hidden="true" />
      {script === undefined ? (
        <span className="text-ink-3">{t("chooseScript")}</span>
      ) : (
        <>
          <span className="truncate">{script.name}</span>
          <span className="truncate text-ink-3 text-small">{languages(script.language)}</span>
        </>
      )}
      <ChevronsUpDown size={14} className="ml-auto shrink-0 text-ink-3" aria-hidden="true" />
    </PopoverButton>
  );
}

/** A script that was chosen, once it is known. */
export function useScript(id: number | undefined) {
  const trpc = useTRPC();
  return useQuery(trpc.script.get.queryOptions({ id: id ?? 0 }, { enabled: id !== undefined })).data;
}
