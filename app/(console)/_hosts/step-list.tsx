import clsx from "clsx";
import { useTranslations } from "next-intl";
import type { TestStep } from "../../../server/host-check/output.ts";
import { Duration } from "../../_ui/moment.tsx";
import { type GlyphState, StateGlyph } from "../../_ui/state-glyph.tsx";
import { type ShownStep, workerName } from "./way.ts";

const looks: Record<ShownStep["state"], { row: string; sign: string; glyph: GlyphState }> = {
  ok: { row: "", sign: "text-ok", glyph: "succeeded" },
  failed: { row: "bg-warn-tint shadow-[inset_2px_0_0_var(--warn)]", sign: "text-warn", glyph: "unreachable" },
  now: { row: "bg-now-tint shadow-[inset_2px_0_0_var(--now-solid)]", sign: "text-now", glyph: "running" },
  ahead: { row: "text-ink-3", sign: "", glyph: "skipped" },
};

/** The steps of a look at a host: those taken with what they found and their time, then those not taken. */
export function StepList({
  steps,
  behindProxy,
  goesOn,
}: {
  steps: ShownStep[];
  behindProxy: boolean;
  /** What was not taken is still to come. */
  goesOn: boolean;
}) {
  const t = useTranslations("steps");
  return (
    <ol className="py-2">
      {steps.map(({ name, state, step }) => {
        const { row, sign, glyph } = looks[state];
        const strong = state === "failed" || state === "now";
        return (
          <li
            key={name}
            className={clsx("flex items-baseline gap-x-3 gap-y-0.5 px-4 py-1 @max-md:flex-wrap", row)}
          >
            <span className={clsx("self-center", sign)}>
              <StateGlyph state={state === "ahead" && goesOn ? "pending" : glyph} />
            </span>
            <span
              className={clsx(
                "min-w-0 flex-1 @md:w-44 @md:flex-none",
                strong && "font-medium",
                strong && sign,
              )}
            >
              <StepName name={name} behindProxy={behindProxy} />
            </span>
            <span
              className={clsx(
                "min-w-0 break-words text-small @max-md:order-1 @max-md:basis-full @max-md:pl-6.5 @md:flex-1",
                state === "failed" ? sign : "text-ink-2",
              )}
            >
              {step === null ? !goesOn && t("notTaken") : <Said step={step} />}
            </span>
            <span className={clsx("shrink-0 tabular-nums", state === "failed" ? sign : "text-ink-2")}>
              <Duration ms={step?.ms ?? null} />
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** Behind a proxy the target's steps name it, since the proxy has the same ones. */
export function StepName({ name, behindProxy }: { name: string; behindProxy: boolean }) {
  const t = useTranslations("steps");
  const key = behindProxy ? (behind[name] ?? name) : name;
  const known = key.replace(".", "_") as Parameters<typeof t>[0];
  return t.has(known) ? t(known) : name;
}

const behind: Record<string, string> = {
  "target.tcp": "target_forward",
  "target.host_key": "behind_host_key",
  "target.login": "behind_login",
};

/** What a step found, in words where there are any; what a host said itself, as it said it. */
function Said({ step: { name, ok, detail, note } }: { step: TestStep }) {
  const t = useTranslations("steps");
  const part = name.split(".")[1];
  const found = detail ?? "";
  if (!ok) return <code className="break-words">{found}</code>;
  if (part === "dns") return note === "no_dns" ? t("noDns", { address: found }) : <code>{found}</code>;
  if (part === "tcp") return `TCP ${found}`;
  if (part === "host_key" && note !== null && t.has(note)) {
    return (
      <>
        {t(note as "as_pinned")} <code>{shortFingerprint(found)}</code>
      </>
    );
  }
  if (part === "taken") return t("takenInTime", { worker: workerName(Number(found)) });
  if (part === "write") {
    return (
      <>
        <code>~/.ssh/authorized_keys</code>
        {t(note === "already_there" ? "alreadyThere" : "added", { count: Number(found) })}
      </>
    );
  }
  if (note !== null && t.has(note)) return t(note as "platform_key", { username: found });
  if (part === "clock") return <Clock seconds={Number(found)} />;
  if (part === "interpreters" && found === "") return t("noInterpreters");
  return <code className="break-words">{found}</code>;
}

function Clock({ seconds }: { seconds: number }) {
  const t = useTranslations("steps");
  if (seconds === 0) return t("clockSame");
  return t(seconds > 0 ? "clockAhead" : "clockBehind", { seconds: Math.abs(seconds) });
}

/** Enough of it to tell two apart at a glance; whole it stands with the host's key. */
function shortFingerprint(fingerprint: string): string {
  return fingerprint.length < 24 ? fingerprint : `${fingerprint.slice(0, 12)}…${fingerprint.slice(-3)}`;
}
