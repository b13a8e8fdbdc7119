import { Clock, Search, WrapText } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, type RefObject, useState } from "react";
import type { TargetLog } from "../../../../../server/target-log/output.ts";
import { formatBytes } from "../../../../_ui/format.ts";
import { Segments } from "../../../../_ui/segments.tsx";
import { LogSearch } from "./log-search.tsx";
import type { LogLook } from "./use-log-look.ts";
import type { Reading } from "./use-reading.ts";

/** Above a log: which streams are read, what is searched, and how lines are shown. */
export function LogTools({
  reading,
  log,
  look,
  box,
}: {
  reading: Reading;
  log: Pick<TargetLog, "stdoutBytes" | "stderrBytes">;
  look: LogLook;
  /** Where the searched text is typed. */
  box: RefObject<HTMLInputElement | null>;
}) {
  const t = useTranslations("targetLog");
  const { stream, find, hits, searched, line } = reading;
  const [searching, setSearching] = useState(find !== null);
  const search = () => {
    setSearching(!searching);
    if (!searching) requestAnimationFrame(() => box.current?.focus());
  };
  return (
    <div className="flex min-h-11 flex-wrap items-center gap-2 border-line border-b px-3 py-1.5">
      <Segments
        name={t("stream")}
        value={stream ?? "both"}
        onChoose={(chosen) => reading.choose(chosen === "both" ? null : chosen)}
        segments={[
          { value: "both", label: t("both") },
          { value: "stdout", label: <Stream name={t("stdout")} bytes={log.stdoutBytes} /> },
          { value: "stderr", label: <Stream name={t("stderr")} bytes={log.stderrBytes} sign /> },
        ]}
      />
      <LogSearch
        box={box}
        open={searching}
        text={find?.text ?? ""}
        matchCase={reading.matchCase}
        hits={hits.length}
        done={searched}
        at={line === null ? 0 : hits.indexOf(line) + 1}
        onChange={reading.search}
        onStep={reading.step}
      />
      <button
        type="button"
        aria-expanded={searching}
        aria-label={t("search")}
        onClick={search}
        className="ml-auto flex size-11 items-center justify-center rounded-control hover:bg-hover aria-expanded:bg-hover lg:hidden"
      >
        <Search size={16} strokeWidth={1.75} aria-hidden="true" />
      </button>
      <span className="flex gap-1 lg:ml-auto">
        <Toggle
          name={t("wrap")}
          on={look.wrap}
          onChange={look.setWrap}
          icon={<WrapText size={14} strokeWidth={1.75} />}
        />
        <Toggle
          name={t("times")}
          on={look.times}
          onChange={look.setTimes}
          icon={<Clock size={14} strokeWidth={1.75} />}
        />
      </span>
    </div>
  );
}

function Stream({ name, bytes, sign = false }: { name: string; bytes: number; sign?: boolean }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      {sign && (
        <span aria-hidden="true" className="font-mono text-bad">
          {"2>"}
        </span>
      )}
      {name} <span className="opacity-70 max-lg:hidden">{formatBytes(bytes)}</span>
    </span>
  );
}

function Toggle({
  name,
  on,
  onChange,
  icon,
}: {
  name: string;
  on: boolean;
  onChange: (on: boolean) => void;
  icon: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-pressed={on}
      aria-label={name}
      title={name}
      onClick={() => onChange(!on)}
      className="flex size-8 items-center justify-center gap-1.5 rounded-control hover:bg-hover aria-pressed:bg-hover aria-pressed:text-ink xl:w-auto xl:px-2.5"
    >
      {icon} <span className="hidden text-small xl:inline">{name}</span>
    </button>
  );
}
