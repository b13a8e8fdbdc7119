"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useFormState } from "react-hook-form";
import { Button, type ButtonLook } from "../button.tsx";

/** Sends the form it stands in; while it is sent it says so, and is not sent twice. */
export function SaveButton({
  look = "strong",
  disabled = false,
  onClick,
  children,
}: {
  look?: ButtonLook;
  disabled?: boolean;
  /** Before the form is sent. */
  onClick?: () => void;
  children: ReactNode;
}) {
  const t = useTranslations("common");
  const { isSubmitting } = useFormState();
  return (
    <Button type="submit" look={look} disabled={isSubmitting || disabled} onClick={onClick}>
      {isSubmitting ? t("saving") : children}
    </Button>
  );
}
