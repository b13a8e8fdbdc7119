"use client";

import { Trash2 } from "lucide-react";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Confirm } from "./confirm.tsx";
import { toast } from "./toast.ts";

/** Deletes one thing after it was named and what stays was said; then goes to the list that it stood in. */
export function DeleteButton({
  name,
  verb,
  stays,
  list,
  act,
}: {
  name: string;
  /** What the button says: verb and thing. */
  verb: string;
  stays: string;
  list: Route;
  act: () => Promise<unknown>;
}) {
  const t = useTranslations("common");
  const router = useRouter();
  const remove = async () => {
    await act();
    toast.success(t("deleted", { name }));
    router.push(list);
  };
  const sign = (
    <>
      <Trash2 size={14} strokeWidth={1.75} aria-hidden="true" /> {verb}
    </>
  );
  return (
    <Confirm trigger={sign} title={t("deleteTitle", { name })} verb={verb} act={remove}>
      {stays}
    </Confirm>
  );
}
