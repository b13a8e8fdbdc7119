import { ChevronDown, ChevronLeft, ChevronRight, ChevronUp } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { TargetLogItem } from "../../../../../server/task-log/output.ts";
import { buttonClass } from "../../../../_ui/button.tsx";
import { Kbd } from "../../../../_ui/kbd.tsx";
import { inListOrder } from "../host-order.ts";
import { placeOf } from "../place-of.ts";

/** The hosts of a run before and after one, in the order of the list beside its log. */
export interface Neighbours {
  previous: TargetLogItem | undefined;
  next: TargetLogItem | undefined;
  /** Which of all it is, from 1. */
  at: number;
}

/** The neighbours of the host whose log is `targetLogId`. */
export function neighboursOf(hosts: TargetLogItem[], targetLogId: number): Neighbours {
  const ordered = inListOrder(hosts);
  const at = ordered.findIndex((host) => host.targetLogId === targetLogId);
  return { previous: ordered[at - 1], next: ordered[at + 1], at: at + 1 };
}

/** To the previous and next host, in the page's header. */
export function HostSteps({ previous, next }: Neighbours) {
  const t = useTranslations("targetLog");
  return (
    <span className="flex gap-2 max-lg:hidden">
      <MoveTo
        host={previous}
        name={t("previousHost")}
        keyName="K"
        icon={<ChevronUp size={14} aria-hidden="true" />}
      />
      <MoveTo
        host={next}
        name={t("nextHost")}
        keyName="J"
        icon={<ChevronDown size={14} aria-hidden="true" />}
      />
    </span>
  );
}

/** The same below the log of a phone, where no list stands beside it. */
export function PhoneHostSteps({ neighbours, count }: { neighbours: Neighbours; count: number }) {
  const t = useTranslations("targetLog");
  const { previous, next, at } = neighbours;
  return (
    <nav
      aria-label={t("neighbours")}
      className="flex h-13 shrink-0 items-center justify-between border-line border-t px-2 lg:hidden"
    >
      <MoveTo host={previous} name={t("previousHost")} icon={<ChevronLeft size={16} aria-hidden="true" />} />
      <span className="text-ink-2 text-small">{t("hostOf", { at, count })}</span>
      <MoveTo host={next} name={t("nextHost")} after icon={<ChevronRight size={16} aria-hidden="true" />} />
    </nav>
  );
}

function MoveTo({
  host,
  name,
  keyName,
  icon,
  after = false,
}: {
  host: TargetLogItem | undefined;
  name: string;
  keyName?: string;
  icon: ReactNode;
  /** The sign stands behind the name. */
  after?: boolean;
}) {
  const inner = (
    <>
      {!after && icon} {name} {after && icon} {keyName && <Kbd>{keyName}</Kbd>}
    </>
  );
  if (host === undefined) {
    return (
      <span className={`${buttonClass("quiet")} text-ink-3`} aria-disabled="true">
        {inner}
      </span>
    );
  }
  return (
    <Link href={placeOf(host)} className={buttonClass("quiet")} title={host.hostName}>
      {inner}
    </Link>
  );
}
