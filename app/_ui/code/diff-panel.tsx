"use client";

import { ChevronDown, ChevronUp } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Language } from "../../../server/domain/language.ts";
import { Button } from "../button.tsx";
import { Segments } from "../segments.tsx";
import type { DiffFacts, DiffHandle, DiffMode } from "./code-diff.tsx";
import { usePhrases } from "./use-phrases.ts";

const CodeDiff = dynamic(() => import("./code-diff.tsx"), { ssr: false });

interface Side {
  text: string;
  /** What the side is called where it stands in a line. */
  name: string;
  /** Who wrote it, and when. */
  about?: ReactNode;
}

/** Two texts compared: which, by how many lines, in which way shown, and from change to change. */
export function DiffPanel({
  before,
  after,
  language,
  mode,
  onMode,
  lead,
}: {
  /** Null where there is nothing to compare with: the other is shown alone. */
  before: Side | null;
  after: Side;
  language: Language;
  mode: DiffMode;
  onMode: (mode: DiffMode) => void;
  /** What stands at the left of the toolbar. */
  lead: ReactNode;
}) {
  const t = useTranslations("code");
  const phrases = usePhrases();
  const handle = useRef<DiffHandle>(null);
  const [facts, setFacts] = useState<DiffFacts | null>(null);
  const shown = before === null ? "text" : mode;
  return (
    <section aria-label={t("comparison")} className="flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-4 py-1.5 lg:px-6">
        {lead}
        {shown !== "text" && facts !== null && (
          <span className="text-ink-2 text-small">
            <b className="text-ok">{`+${facts.added}`}</b> <b className="text-bad">{`−${facts.removed}`}</b>{" "}
            {t("lines")}
          </span>
        )}
        <span className="ml-auto flex flex-wrap items-center gap-3">
          {before !== null && (
            <Segments
              name={t("shownAs")}
              value={mode}
              onChoose={onMode}
              segments={[
                { value: "side", label: t("side") },
                { value: "one", label: t("one") },
                { value: "text", label: t("text") },
              ]}
            />
          )}
          {shown !== "text" && facts !== null && (
            <Steps key={`${facts.changes}`} count={facts.changes} go={(to) => handle.current?.show(to)} />
          )}
        </span>
      </div>
      <div className="flex border-line border-b text-small">
        {(shown === "side" && before !== null ? [before, after] : [after]).map((side) => (
          <p
            key={side.name}
            className="flex min-w-0 flex-1 items-center gap-2 px-4 py-1.5 not-first:border-line not-first:border-l lg:first:px-6"
          >
            <b className="font-semibold">{side.name}</b>
            <span className="truncate text-ink-2">{side.about}</span>
          </p>
        ))}
      </div>
      <div className="min-h-80 flex-1 bg-log lg:min-h-0">
        <CodeDiff
          before={before?.text ?? ""}
          after={after.text}
          language={language}
          mode={shown}
          labels={{ before: before?.name ?? "", after: after.name }}
          phrases={phrases}
          handle={handle}
          onFacts={setFacts}
        />
      </div>
    </section>
  );
}

/** From change to change; the texts begin at the first. */
function Steps({ count, go }: { count: number; go: (change: number) => void }) {
  const t = useTranslations("code");
  const [at, setAt] = useState(0);
  const move = (to: number) => {
    setAt(to);
    go(to);
  };
  if (count === 0) return <span className="text-ink-2 text-small">{t("same")}</span>;
  return (
    <span className="flex items-center gap-1 text-small">
      <Button
        look="quiet"
        small
        aria-label={t("previousChange")}
        disabled={at === 0}
        onClick={() => move(at - 1)}
      >
        <ChevronUp size={14} />
      </Button>
      {t("changeOf", { number: at + 1, count })}
      <Button
        look="quiet"
        small
        aria-label={t("nextChange")}
        disabled={at >= count - 1}
        onClick={() => move(at + 1)}
      >
        <ChevronDown size={14} />
      </Button>
    </span>
  );
}

/** The way of comparing that the window has room for. */
export function useRoomyMode(): DiffMode {
  const [roomy, setRoomy] = useState(true);
  useEffect(() => setRoomy(window.matchMedia("(min-width: 900px)").matches), []);
  return roomy ? "side" : "one";
}
