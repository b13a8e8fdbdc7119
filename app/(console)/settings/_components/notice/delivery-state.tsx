import { useTranslations } from "next-intl";
import type { NoticeState } from "../../../../../server/domain/notice.ts";
import { State, StateSign, textLook } from "../../../../_ui/state.tsx";
import type { GlyphState } from "../../../../_ui/state-glyph.tsx";

/** A delivery's state as one of the signs that states have everywhere. */
const signs: Record<NoticeState, GlyphState> = {
  waiting: "running",
  delivered: "succeeded",
  dead: "failed",
  given_up: "cancelled",
  untold: "skipped",
  folded: "skipped",
};

export function DeliverySign({ state }: { state: NoticeState }) {
  return <StateSign state={signs[state]} />;
}

/** Where a notice, or one of its deliveries, stands: its sign and its word; one that was tried before is "retrying". */
export function DeliveryState({ state, attempts = 0 }: { state: NoticeState; attempts?: number }) {
  const t = useTranslations("notices.states");
  return <State state={signs[state]}>{state === "waiting" && attempts > 0 ? t("retrying") : t(state)}</State>;
}

/** The colour of words about a state. */
export function deliveryLook(state: NoticeState): string {
  return textLook(signs[state]);
}

/** How often a notice was tried, by the channel that took the most. */
export function mostAttempts(deliveries: { attempts: number }[]): number {
  return Math.max(0, ...deliveries.map(({ attempts }) => attempts));
}
