import { useTranslations } from "next-intl";
import type { User } from "../../../../server/user/output.ts";
import { StateGlyph } from "../../../_ui/state-glyph.tsx";

/** Whether a user may come in: sign and words. */
export function UserState({
  user: { disabled, hasPassword },
}: {
  user: Pick<User, "disabled" | "hasPassword">;
}) {
  const t = useTranslations("users");
  const [state, words, look] = disabled
    ? (["cancelled", t("disabled"), "text-ink-3"] as const)
    : hasPassword
      ? (["succeeded", t("active"), "text-ok"] as const)
      : (["pending", t("invited"), "text-ink-2"] as const);
  return (
    <span className={`inline-flex items-center gap-1.5 ${look}`}>
      <StateGlyph state={state} /> {words}
    </span>
  );
}
