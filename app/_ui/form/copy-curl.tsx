"use client";

import { useTranslations } from "next-intl";
import { useFormContext } from "react-hook-form";
import { CopyButton } from "../copy-button.tsx";
import { curlCommand } from "../curl.ts";

/**
 * Copies the command that does what the form it stands in would do, with its values.
 *
 * @param props.path of the API, behind its version
 */
export function CopyCurl({ path, values = {} }: { path: `/${string}`; values?: Record<string, unknown> }) {
  const t = useTranslations("form");
  const { getValues } = useFormContext();
  const command = () => {
    // Each call of the command is one of its own, so without the key of this form.
    const { idempotencyKey: _, ...typed } = getValues();
    return curlCommand(`${location.origin}/api/v1${path}`, { ...typed, ...values });
  };
  return (
    <CopyButton text={command} look="quiet" small={false}>
      {t("copyCurl")}
    </CopyButton>
  );
}
