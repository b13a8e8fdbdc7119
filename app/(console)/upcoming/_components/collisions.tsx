import { GitFork } from "lucide-react";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { Locale } from "../../../../server/domain/locale.ts";
import type { Upcoming } from "../../../../server/task/output.ts";
import { formatClock, formatPlanned } from "../../../_ui/format.ts";
import type { Axis } from "../../../_ui/time-axis.tsx";

const listed = 8;

/** Where runs of several tasks meet on a host, in words. */
export function Collisions({ upcoming, axis }: { upcoming: Upcoming; axis: Axis }) {
  const t = useTranslations("upcoming");
  const locale = useLocale() as Locale;
  const { collisions, tasks, collisionsCapped } = upcoming;
  const names = new Map(tasks.map(({ id, name }) => [id, name]));
  return (
    <section className="border-line p-4 max-[1099px]:border-t min-[1100px]:border-l lg:p-6">
      <h2 className="mb-2 text-section">
        {t("collisions")}{" "}
        <span className="ml-2 font-normal text-ink-3 text-small">
          {t("collisionCount", { count: collisions.length, capped: String(collisionsCapped) })}
        </span>
      </h2>
      {collisions.length === 0 && <p className="text-ink-2">{t("noCollisions")}</p>}
      <ul className="divide-y divide-line">
        {collisions.slice(0, listed).map(({ target, from, to, most, taskIds }) => (
          <li key={`${target.id} ${from}`} className="flex gap-2 py-2">
            <GitFork size={14} aria-hidden="true" className="mt-0.75 shrink-0 text-warn" />
            <span className="min-w-0">
              <span className="block font-medium">{t("mostOn", { count: most, host: target.name })}</span>
              <span className="block text-ink-2 text-small">
                {`${formatPlanned(new Date(from), locale, axis.timeZone)} – ${formatClock(new Date(to), locale, axis.timeZone)}`}
              </span>
              {taskIds.map((id) => (
                <Link
                  key={id}
                  href={`/tasks/${id}?tab=edit`}
                  prefetch={false}
                  className="mr-3 text-small underline decoration-line-2 underline-offset-2"
                >
                  {names.get(id) ?? `#${id}`}
                </Link>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
