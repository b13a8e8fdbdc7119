import { BellOff, CirclePause, KeyRound, Lock } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Need, Summary } from "../../../server/dashboard/output.ts";
import { buttonClass } from "../../_ui/button.tsx";
import { Moment } from "../../_ui/moment.tsx";
import { StateGlyph } from "../../_ui/state-glyph.tsx";
import { Part } from "./part.tsx";

/** What only a person can settle, each with its one button. */
export function Needs({ needs }: { needs: Summary["needs"] }) {
  const t = useTranslations("overview");
  const count = (
    <span className="ml-1.5 inline-flex size-5 items-center justify-center rounded-full bg-ink text-on-ink text-small">
      {needs.length}
    </span>
  );
  return (
    <Part
      title={
        <>
          {t("needs")} {needs.length > 0 && count}
        </>
      }
    >
      {needs.length === 0 ? (
        <p className="text-ink-2">{t("nothingNeeds")}</p>
      ) : (
        <ul>
          {needs.map((need) => (
            <Row key={keyOf(need)} need={need} />
          ))}
        </ul>
      )}
    </Part>
  );
}

function keyOf(need: Need): string {
  if (need.type === "hostKey") return `${need.host.kind}-${need.host.id}`;
  if (need.type === "paused") return `task-${need.taskId}`;
  if (need.type === "undelivered") return need.type;
  return need.type === "lost" ? `run-${need.taskLogId}` : need.status;
}

function Row({ need }: { need: Need }) {
  const t = useTranslations("overview");
  if (need.type === "hostKey") {
    const { kind, id, name } = need.host;
    return (
      <Line
        sign={<KeyRound size={14} strokeWidth={1.75} className="text-warn" aria-hidden="true" />}
        what={t("needHostKey")}
        detail={t("needHostKeyText", { name })}
        href={`/${kind === "target" ? "targets" : "proxies"}/${id}`}
        verb={t("compare")}
      />
    );
  }
  if (need.type === "lost")
    return (
      <Line
        sign={
          <span className="text-lost">
            <StateGlyph state="lost" />
          </span>
        }
        what={t("needLost", { count: need.count })}
        detail={
          <>
            {`${need.taskName} #${need.taskLogId} · `}
            <Moment at={need.at} />
          </>
        }
        href={`/task-logs/${need.taskLogId}`}
        verb={t("checkOutcome")}
      />
    );
  if (need.type === "paused")
    return (
      <Line
        sign={<CirclePause size={14} strokeWidth={1.75} className="text-warn" aria-hidden="true" />}
        what={t("needPaused", { count: need.failuresInRow })}
        detail={need.taskName}
        href={`/tasks/${need.taskId}`}
        verb={t("look")}
      />
    );
  if (need.type === "undelivered")
    return (
      <Line
        sign={<BellOff size={14} strokeWidth={1.75} className="text-bad" aria-hidden="true" />}
        what={t("needUndelivered", { count: need.count })}
        detail={
          <>
            {`${need.title} · `}
            <Moment at={need.at} />
          </>
        }
        href="/settings/notices?state=dead"
        verb={t("look")}
      />
    );
  const { status, count, names } = need;
  return (
    <Line
      sign={
        <span className="text-warn">
          {status === "auth_failed" ? (
            <Lock size={14} strokeWidth={1.75} aria-hidden="true" />
          ) : (
            <StateGlyph state="unreachable" />
          )}
        </span>
      }
      what={t(status === "auth_failed" ? "needAuth" : "needUnreachable", { count })}
      detail={names.join(", ") + (count > names.length ? t("more") : "")}
      href={`/targets?status=${status}`}
      verb={t("look")}
    />
  );
}

function Line({
  sign,
  what,
  detail,
  href,
  verb,
}: {
  sign: ReactNode;
  what: string;
  detail: ReactNode;
  href: string;
  verb: string;
}) {
  return (
    <li className="flex items-center gap-3 border-line border-t py-2">
      {sign}
      <span className="min-w-0">
        <span className="block">{what}</span>
        <span className="block truncate text-ink-2 text-small">{detail}</span>
      </span>
      <Link href={href as Route} className={`${buttonClass("plain", true)} ml-auto`}>
        {verb}
      </Link>
    </li>
  );
}
