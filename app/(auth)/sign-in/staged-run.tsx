import { type GlyphState, StateGlyph } from "../../_ui/state-glyph.tsx";

const columns = 16;
const rows = 11;

/** The product in one glance: a run on many hosts, halfway. It says nothing to a screen reader. */
export function StagedRun() {
  return (
    <div
      aria-hidden="true"
      className="grid w-fit gap-2.5"
      style={{ gridTemplateColumns: `repeat(${columns}, 20px)` }}
    >
      {Array.from({ length: columns * rows }, (_, cell) => cell).map((cell) => (
        <Cell key={cell} state={stateAt(cell)} />
      ))}
    </div>
  );
}

function stateAt(cell: number): GlyphState {
  if (cell < 104) return "succeeded";
  if (cell < 117) return "running";
  if (cell < 121) return "exec_sent";
  return cell < 125 ? "connecting" : "pending";
}

function Cell({ state }: { state: GlyphState }) {
  const look =
    state === "pending"
      ? "border border-line-2"
      : state === "succeeded"
        ? "bg-ok-tint text-ok"
        : "bg-now-tint text-now";
  return (
    <span className={`flex size-5 items-center justify-center rounded-cell ${look}`}>
      {state !== "pending" && <StateGlyph state={state} size={12} />}
    </span>
  );
}
