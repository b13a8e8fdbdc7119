import clsx from "clsx";
import { type GlyphState, StateGlyph } from "../../_ui/state-glyph.tsx";

/** Above so many hosts a cell each is a small one. */
const manyHosts = 200;

export type CellLook = "waiting" | "now" | "ok" | "unreachable" | "failed";

const looks: Record<CellLook, { cell: string; glyph: GlyphState }> = {
  waiting: { cell: "border border-line-2 text-ink-3", glyph: "pending" },
  now: { cell: "bg-now-tint text-now", glyph: "running" },
  ok: { cell: "bg-ok-tint text-ok", glyph: "succeeded" },
  unreachable: { cell: "bg-warn-solid text-on-warn", glyph: "unreachable" },
  failed: { cell: "bg-bad-solid text-on-bad", glyph: "failed" },
};

export interface HostCell {
  key: string | number;
  name: string;
  look: CellLook;
  /** How far it is, in a word. */
  word: string;
}

/** How far work on many hosts is: a cell each, in their order; what differs keeps its sign also where they are small. */
export function HostCells({ hosts }: { hosts: HostCell[] }) {
  const many = hosts.length > manyHosts;
  return (
    <ul className={clsx("flex flex-wrap", many ? "gap-px" : "gap-[3px]")}>
      {hosts.map(({ key, name, look, word }) => {
        const said = `${name}: ${word}`;
        const { cell, glyph } = looks[look];
        const differs = look === "failed" || look === "unreachable";
        return (
          <li
            key={key}
            title={said}
            className={clsx(
              "flex items-center justify-center rounded-cell",
              many ? "size-3" : "size-5",
              cell,
            )}
          >
            <span className="sr-only">{said}</span>
            {(!many || differs) && <StateGlyph state={glyph} size={many ? 10 : 12} />}
          </li>
        );
      })}
    </ul>
  );
}
