import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import type { Notice } from "../../../../../server/notice/output.ts";
import { Elapsed, Moment } from "../../../../_ui/moment.tsx";
import { AttemptLine } from "./attempt-line.tsx";
import { Attempts } from "./attempts.tsx";
import { DeliveryState } from "./delivery-state.tsx";
import { DeliveryActions } from "./notice-actions.tsx";

/** A notice on its way by one channel: where it stands, every attempt, and what can be done about it. */
export async function Delivery({
  notice,
  delivery,
  heading,
  folds = false,
}: {
  notice: Notice;
  delivery: Notice["deliveries"][number];
  heading: ReactNode;
  /** Whether its attempts are folded where it has arrived: others may need somebody. */
  folds?: boolean;
}) {
  const t = await getTranslations("notices");
  const { channelKind, channelName, state, attempts, attemptList } = delivery;
  const isWorthLine = attemptList.length > 1 || (attempts > 0 && state === "waiting");
  return (
    <section className="min-w-0">
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        {heading}
        <DeliveryState state={state} attempts={attempts} />
        <span className="ml-auto flex gap-2">
          <DeliveryActions
            noticeId={notice.id}
            delivery={delivery}
            name={channelName ?? t(`channelKinds.${channelKind}`)}
          />
        </span>
      </div>
      <Standing notice={notice} delivery={delivery} />
      {isWorthLine && <AttemptLine delivery={delivery} />}
      {folds && state === "delivered" ? (
        <details>
          <summary className="cursor-pointer text-ink-2 text-small max-md:py-3">
            {t("attemptCount", { count: attempts })}
          </summary>
          <Attempts attempts={attemptList} channelKind={channelKind} />
        </details>
      ) : (
        <Attempts attempts={attemptList} channelKind={channelKind} />
      )}
    </section>
  );
}

/** How it stands, in sentences. */
async function Standing({ notice, delivery }: { notice: Notice; delivery: Notice["deliveries"][number] }) {
  const t = await getTranslations("notices");
  const { receivers, state, attempts, message, createdAt, nextAttemptAt, endedBy } = delivery;
  const others = notice.deliveries.filter(({ id }) => id !== delivery.id);
  const told = others.filter((other) => other.state === "delivered").length;
  return (
    <p className="mb-3 flex flex-wrap gap-x-4 text-ink-2 text-small empty:hidden">
      {receivers !== null && receivers.length > 0 && <span>{t("to", { names: receivers.join(", ") })}</span>}
      {state === "waiting" && attempts > 0 && (
        <span>{t.rich("notDeliveredFor", { time: () => <Elapsed from={createdAt} to={null} /> })}</span>
      )}
      {state !== "delivered" && message !== null && <span className="text-warn">{message}</span>}
      {nextAttemptAt !== null && attempts > 0 && (
        <span>{t.rich("nextAttempt", { at: () => <Moment at={nextAttemptAt} /> })}</span>
      )}
      {endedBy !== null && <span>{t("givenUpBy", { name: endedBy })}</span>}
      {state !== "delivered" && others.length > 0 && (
        <span>{t("otherChannels", { told, count: others.length })}</span>
      )}
    </p>
  );
}
