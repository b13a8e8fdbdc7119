import { type Diagnostic, forEachDiagnostic, linter, setDiagnosticsEffect } from "@codemirror/lint";
import { type EditorState, type Extension, RangeSet, StateField, type Text } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  GutterMarker,
  gutter,
  WidgetType,
} from "@codemirror/view";

export interface Problem {
  line: number;
  column: number;
  message: string;
}

export interface Checked {
  /** Whether somebody could read all of it. */
  checked: boolean;
  problems: Problem[];
}

/** Typing rests this long before the text is checked. */
const restMs = 600;

/** Has the text checked whenever typing rests; each problem is underlined, and said under its line. */
export function problemsOf(options: {
  check: (text: string) => Promise<Checked>;
  onChecked: (checked: Checked) => void;
  /** Where a problem is, in words. */
  place: (problem: Problem) => string;
}): Extension {
  const source = async (view: EditorView): Promise<Diagnostic[]> => {
    const { doc } = view.state;
    const checked = await options.check(doc.toString());
    if (view.state.doc.eq(doc)) options.onChecked(checked);
    return checked.problems.map((problem) => diagnosticOf(doc, problem, options.place));
  };
  return [linter(source, { delay: restMs, tooltipFilter: () => [] }), underLines, signs];
}

function diagnosticOf(doc: Text, problem: Problem, place: (problem: Problem) => string): Diagnostic {
  const line = doc.line(Math.min(Math.max(problem.line, 1), doc.lines));
  const from = Math.min(line.from + problem.column - 1, line.to);
  return { from, to: line.to, severity: "error", message: problem.message, source: place(problem) };
}

class Words extends WidgetType {
  readonly place: string;
  readonly message: string;
  constructor({ source = "", message }: Diagnostic) {
    super();
    this.place = source;
    this.message = message;
  }
  override eq(other: Words): boolean {
    return other.place === this.place && other.message === this.message;
  }
  override toDOM(): HTMLElement {
    const place = Object.assign(document.createElement("b"), { textContent: this.place });
    const words = Object.assign(document.createElement("span"), { textContent: this.message, lang: "en" });
    const box = Object.assign(document.createElement("div"), { className: "cm-problem" });
    box.append(place, words);
    return box;
  }
}

class Sign extends GutterMarker {
  override toDOM(): Node {
    return document.createTextNode("✕");
  }
}

const sign = new Sign();

/** What is wrong, as a box of its own under the line. */
const underLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (shown, { effects, changes, state }) =>
    effects.some((effect) => effect.is(setDiagnosticsEffect)) ? boxes(state) : shown.map(changes),
  provide: (field) => EditorView.decorations.from(field),
});

function boxes(state: EditorState): DecorationSet {
  return Decoration.set(
    diagnosticsIn(state).map((one) =>
      Decoration.widget({ widget: new Words(one), block: true, side: 1 }).range(
        state.doc.lineAt(one.from).to,
      ),
    ),
    true,
  );
}

const signs = gutter({
  class: "cm-gutter-problem",
  markers: ({ state }) =>
    RangeSet.of(
      diagnosticsIn(state).map((one) => sign.range(state.doc.lineAt(one.from).from)),
      true,
    ),
  initialSpacer: () => sign,
});

function diagnosticsIn(state: EditorState): Diagnostic[] {
  const found: Diagnostic[] = [];
  forEachDiagnostic(state, (one, from, to) => found.push({ ...one, from, to }));
  return found;
}
