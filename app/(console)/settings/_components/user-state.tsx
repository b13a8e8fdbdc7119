import { useTranslations } from "next-intl";
import type { User } from "../../../../server/user/output.ts";
import { StateGlyph } from "../../../_ui/state-glyph.tsx";

type Known = Pick<User, "disabled" | "hasPassword">;

/** Whether a user may come in: sign and words. */
export function UserState({ user }: { user: Known }) {
  const t = useTranslations("users");
  const { state, look, words } = stateOf(user);
  return (
    <span className={`inline-flex items-center gap-1.5 ${look}`}>
      <StateGlyph state={state} /> {t(words)}
    </span>
  );
}

/** The sign alone, where the words have no room. */
export function UserSign({ user }: { user: Known }) {
  const t = useTranslations("users");
  const { state, look, words } = stateOf(user);
  return (
    <span className={look} title={t(words)}>
      <StateGlyph state={state} />
      <span className="sr-only">{t(words)}</span>
    </span>
  );
}

function stateOf({ disabled, hasPassword }: Known) {
  if (disabled) return { state: "cancelled", words: "disabled", look: "text-ink-3" } as const;
  return hasPassword
    ? ({ state: "succeeded", words: "active", look: "text-ok" } as const)
    : ({ state: "pending", words: "invited", look: "text-ink-2" } as const);
}
