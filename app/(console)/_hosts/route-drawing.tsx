import clsx from "clsx";
import { Box, Server, Waypoints } from "lucide-react";
import { useTranslations } from "next-intl";
import { Duration } from "../../_ui/moment.tsx";
import { StateGlyph } from "../../_ui/state-glyph.tsx";
import { type ShownStep, type Stretch, sshPlace, stretchTo, type Way } from "./way.ts";

/** The way from a worker to a host, hop by hop; where it breaks, the broken stretch says how. */
export function RouteDrawing({
  way: { kind, host, proxy },
  worker,
  steps,
}: {
  way: Way;
  worker: string;
  steps: ShownStep[];
}) {
  const t = useTranslations("hosts");
  const toProxy = stretchTo("proxy", steps);
  const toTarget = stretchTo("target", steps);
  const reached = steps.some(({ state }) => state !== "ahead");
  return (
    <div
      role="img"
      aria-label={t("route", { name: host.name })}
      className="flex flex-col items-center gap-1 px-6 py-4 @2xl:flex-row @2xl:items-start @2xl:gap-3"
    >
      <Node icon={Box} state={reached ? "ok" : "ahead"} name="Hostrun" place={worker} />
      {proxy !== null && (
        <>
          <Link stretch={reached ? toProxy : ahead} />
          <Node
            icon={Waypoints}
            state={reached ? toProxy.state : "ahead"}
            name={proxy.name}
            place={sshPlace(proxy)}
            mono
          />
        </>
      )}
      <Link stretch={reached ? toTarget : ahead} forwarded={proxy !== null} />
      <Node
        icon={kind === "proxy" ? Waypoints : Server}
        state={reached ? endState(toTarget, steps) : "ahead"}
        name={host.name}
        place={sshPlace(host.ssh)}
        mono
      />
    </div>
  );
}

const ahead: Stretch = { state: "ahead", ms: 0, failed: null, warm: false };

/** A host that was reached may still be unusable, or not looked at yet. */
function endState(stretch: Stretch, steps: ShownStep[]): Stretch["state"] {
  if (stretch.state !== "ok") return stretch.state;
  const last = steps.find(({ state }) => state !== "ok");
  return last?.state ?? "ok";
}

const boxes: Record<Stretch["state"], string> = {
  ok: "border-ok-solid text-ok",
  failed: "border-warn border-dashed text-warn",
  now: "border-now-solid bg-now-tint text-now",
  ahead: "border-line-2 border-dashed text-ink-3",
};

function Node({
  icon: Icon,
  state,
  name,
  place,
  mono = false,
}: {
  icon: typeof Box;
  state: Stretch["state"];
  name: string;
  place: string;
  mono?: boolean;
}) {
  return (
    <div className="flex min-w-32 max-w-64 shrink-0 flex-col items-center text-center">
      <span
        className={clsx(
          "flex size-9 items-center justify-center rounded-panel border bg-surface",
          boxes[state],
        )}
      >
        <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
      </span>
      <span className="mt-1.5 max-w-full break-words font-medium">{name}</span>
      <span className={clsx("max-w-full wrap-anywhere text-ink-2 text-small", mono && "font-mono")}>
        {place}
      </span>
    </div>
  );
}

const lines: Record<Stretch["state"], string> = {
  ok: "border-ok-solid",
  failed: "border-warn border-dashed",
  now: "border-now-solid border-dashed",
  ahead: "border-line-2 border-dashed",
};

const words: Record<Stretch["state"], string> = {
  ok: "text-ink-2",
  failed: "font-medium text-warn",
  now: "text-now",
  ahead: "text-ink-3",
};

function Link({ stretch, forwarded = false }: { stretch: Stretch; forwarded?: boolean }) {
  const t = useTranslations("hosts");
  const { state, ms, failed, warm } = stretch;
  return (
    <div className="flex min-w-0 flex-col items-center gap-1 @2xl:h-9 @2xl:flex-1 @2xl:flex-row @2xl:gap-2">
      <span
        className={clsx(
          "h-2 border-l-2 @2xl:h-0 @2xl:min-w-4 @2xl:flex-1 @2xl:border-t-2 @2xl:border-l-0",
          lines[state],
        )}
      />
      <span className={clsx("flex items-center gap-1.5 whitespace-nowrap text-small", words[state])}>
        {state === "ok" && (
          <>
            <span className="text-ok">
              <StateGlyph state="succeeded" size={12} />
            </span>
            {warm ? (
              t("linkWarm")
            ) : (
              <span>
                SSH · <Duration ms={ms} />
              </span>
            )}
          </>
        )}
        {state === "failed" && (
          <>
            <StateGlyph state="unreachable" size={12} />{" "}
            {t(brokenWord(failed?.name ?? "", failed?.reason, forwarded))}
          </>
        )}
        {state === "now" && (
          <>
            <StateGlyph state="running" size={12} /> {t("linkNow")}
          </>
        )}
        {state === "ahead" && t("linkAhead")}
      </span>
      <span
        className={clsx(
          "h-2 border-l-2 @2xl:h-0 @2xl:min-w-4 @2xl:flex-1 @2xl:border-t-2 @2xl:border-l-0",
          lines[state],
        )}
      />
    </div>
  );
}

function brokenWord(name: string, reason: string | null | undefined, forwarded: boolean) {
  const part = name.split(".")[1];
  if (reason === "forwarding_prohibited") return "link_prohibited";
  if (part === "tcp" && forwarded) return "link_forward";
  return part === "dns" || part === "tcp" || part === "host_key" || part === "login"
    ? (`link_${part}` as const)
    : "linkFailed";
}
