"use client";

import { Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button, type ButtonLook } from "./button.tsx";
import { copyText } from "./copy-text.ts";
import { toast } from "./toast.ts";

/** Copies a text whole, or what is answered at the press; its words, or, where there are none, "Copy". */
export function CopyButton({
  text,
  look,
  small = true,
  children,
}: {
  text: string | (() => string);
  look?: ButtonLook;
  small?: boolean;
  children?: ReactNode;
}) {
  const t = useTranslations("common");
  const copy = async () => {
    await copyText(typeof text === "string" ? text : text());
    toast.success(t("copied"));
  };
  return (
    <Button small={small} look={look} onClick={() => void copy()}>
      <Copy size={14} strokeWidth={1.75} aria-hidden="true" /> {children ?? t("copy")}
    </Button>
  );
}
