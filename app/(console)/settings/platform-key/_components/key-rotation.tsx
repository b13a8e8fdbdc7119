"use client";

import clsx from "clsx";
import { ArrowRight, KeyRound, Square } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Locale } from "../../../../../server/domain/locale.ts";
import type { CurrentKey, MoveState, Rotation } from "../../../../../server/ssh-key/output.ts";
import { Button } from "../../../../_ui/button.tsx";
import { formatDuration } from "../../../../_ui/format.ts";
import { Moment } from "../../../../_ui/moment.tsx";
import { type GlyphState, StateGlyph } from "../../../../_ui/state-glyph.tsx";
import { Tag } from "../../../../_ui/tag.tsx";
import { useNow } from "../../../../_ui/use-now.ts";
import { type CellLook, HostCells } from "../../../_hosts/host-cells.tsx";
import { KeyFacts } from "./key-facts.tsx";
import { RetireKey } from "./retire-key.tsx";
import { UnmovedHosts } from "./unmoved-hosts.tsx";
import { useKeyAction } from "./use-key-action.ts";
import { useRotation } from "./use-rotation.ts";

/** The key that goes, the one that comes, and how far each host is on its way from one to the other. */
export function KeyRotation({ first, current }: { first: Rotation; current: CurrentKey }) {
  const rotation = useRotation(first) ?? first;
  return (
    <>
      <Keys rotation={rotation} current={current} />
      <section
        aria-label={useTranslations("platformKey")("moving")}
        className="grid gap-x-8 gap-y-6 border-line border-t p-4 lg:grid-cols-[13.5rem_1fr] lg:p-6"
      >
        <Steps rotation={rotation} />
        <Progress rotation={rotation} />
      </section>
      <UnmovedHosts rotation={rotation} />
      <RetireKey rotation={rotation} />
    </>
  );
}

function Keys({ rotation: { old, needed, counts }, current }: { rotation: Rotation; current: CurrentKey }) {
  const t = useTranslations("platformKey");
  return (
    <div className="grid items-center gap-3 p-4 lg:grid-cols-[5fr_auto_8fr] lg:p-6">
      <KeyCard dashed title={t("oldKey")} beside={<Tag>{t("stillUse", { count: needed })}</Tag>} of={old} />
      <ArrowRight
        size={16}
        className="text-ink-3 max-lg:rotate-90 max-lg:justify-self-center"
        aria-hidden="true"
      />
      <KeyCard
        title={t("newKey")}
        beside={
          <span className="rounded-full bg-ok-tint px-2 text-ok text-small">
            {t("haveMoved", { count: counts.moved })}
          </span>
        }
        of={current}
      />
    </div>
  );
}

function KeyCard({
  title,
  beside,
  dashed = false,
  of,
}: {
  title: string;
  beside: ReactNode;
  dashed?: boolean;
  of: Rotation["old"];
}) {
  return (
    <section
      aria-label={title}
      className={clsx(
        "h-full min-w-0 space-y-2 rounded-panel border border-line-2 p-3.5",
        dashed && "border-dashed text-ink-2",
      )}
    >
      <h2 className="flex flex-wrap items-center gap-2 text-section">
        <KeyRound size={14} strokeWidth={1.75} aria-hidden="true" /> {title}
        <span className="ml-auto font-normal">{beside}</span>
      </h2>
      <KeyFacts of={of} />
    </section>
  );
}

/** The three steps of it, with where it stands now. */
function Steps({ rotation }: { rotation: Rotation }) {
  const t = useTranslations("platformKey");
  const { goesOn, stopped, needed, startedAt } = rotation;
  const moving: GlyphState = goesOn ? "running" : needed === 0 ? "succeeded" : "pending";
  const steps: { name: "make" | "move" | "retire"; glyph: GlyphState; words: ReactNode }[] = [
    { name: "make", glyph: "succeeded", words: <Moment at={startedAt} /> },
    { name: "move", glyph: moving, words: t(stopped ? "moveStopped" : "moveHow") },
    { name: "retire", glyph: "pending", words: t("retireWhen") },
  ];
  const now = goesOn || needed > 0 ? "move" : "retire";
  return (
    <ol className="space-y-4">
      {steps.map(({ name, glyph, words }) => (
        <li
          key={name}
          aria-current={name === now ? "step" : undefined}
          className="grid grid-cols-[auto_1fr] gap-x-3"
        >
          <span
            className={clsx(
              "mt-0.5",
              glyph === "succeeded" ? "text-ok" : glyph === "running" ? "text-now" : "text-ink-3",
            )}
          >
            <StateGlyph state={glyph} />
          </span>
          <span className={clsx(name === now && "font-semibold")}>{t(`step_${name}`)}</span>
          <span className="col-start-2 text-ink-2 text-small">{words}</span>
        </li>
      ))}
    </ol>
  );
}

const looks: Record<MoveState, CellLook> = {
  waiting: "waiting",
  moving: "now",
  moved: "ok",
  unreachable: "unreachable",
  failed: "failed",
};
const countLooks = [
  ["failed", "text-bad", "failed"],
  ["unreachable", "text-warn", "unreachable"],
  ["moving", "text-now", "running"],
  ["waiting", "text-ink-2", "pending"],
] as const;

function Progress({ rotation }: { rotation: Rotation }) {
  const t = useTranslations("platformKey");
  const { counts, total, hosts, goesOn, noWorker } = rotation;
  return (
    <div className="min-w-0 space-y-3">
      <div role="status" className="flex flex-wrap items-baseline gap-x-5 gap-y-1 tabular-nums">
        <span>
          <b className="font-semibold text-2xl">{counts.moved.toLocaleString("en")}</b>{" "}
          {t("ofHosts", { count: total })}
        </span>
        {countLooks.map(([name, look, glyph]) =>
          counts[name] === 0 ? null : (
            <span key={name} className={clsx("inline-flex items-center gap-1.5", look)}>
              <StateGlyph state={glyph} /> {t(`count_${name}`, { count: counts[name] })}
            </span>
          ),
        )}
        <span className="ml-auto text-ink-2 text-small">
          {noWorker ? t("noWorker") : goesOn && <About rotation={rotation} />}
        </span>
      </div>
      <HostCells
        hosts={hosts.map(({ kind, id, name, state }) => ({
          key: `${kind} ${id}`,
          name,
          look: looks[state],
          word: t(`state_${state}`),
        }))}
      />
      {hosts.length < total && (
        <p className="text-ink-2 text-small">{t("hostsShown", { count: hosts.length, total })}</p>
      )}
      <p className="text-ink-2 text-small">{t("notLockedOut")}</p>
      <Going rotation={rotation} />
    </div>
  );
}

/** How long it has taken, and about how long the rest takes at that pace. */
function About({ rotation: { counts, total, startedAt } }: { rotation: Rotation }) {
  const t = useTranslations("platformKey");
  const locale = useLocale() as Locale;
  const now = useNow(true);
  if (now === null) return null;
  const took = Math.max(0, now - Date.parse(startedAt));
  const left = counts.waiting + counts.moving;
  const done = total - left;
  const taken = t("took", { time: formatDuration(took, locale) });
  if (done === 0) return taken;
  const about = Math.max(1_000, (took / done) * left);
  return `${taken}${t("comma")}${t("about", { time: formatDuration(about, locale) })}`;
}

/** Stop it while it goes on, or go on with those that are left. */
function Going({ rotation: { goesOn, counts } }: { rotation: Rotation }) {
  const t = useTranslations("platformKey");
  const { actAndSay, busy } = useKeyAction();
  const left = counts.waiting + counts.unreachable + counts.failed;
  if (goesOn) {
    return (
      <p className="flex flex-wrap items-center gap-3">
        <span className="text-ink-2 text-small">{t("goesOnWithout")}</span>
        <Button
          small
          look="danger"
          disabled={busy}
          onClick={() => actAndSay((client) => client.key.stopMove.mutate({}))}
        >
          <Square size={12} strokeWidth={1.75} aria-hidden="true" /> {t("stop")}
        </Button>
      </p>
    );
  }
  if (left === 0) return null;
  return (
    <Button
      small
      look="strong"
      disabled={busy}
      onClick={() => actAndSay((client) => client.key.moveHosts.mutate({}))}
    >
      {t("moveLeft", { count: left })}
    </Button>
  );
}
