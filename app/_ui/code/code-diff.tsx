"use client";

import { type Chunk, getChunks, MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension, type Text } from "@codemirror/state";
import { EditorView, highlightSpecialChars, lineNumbers } from "@codemirror/view";
import { type RefObject, useEffect, useRef } from "react";
import type { Language } from "../../../server/domain/language.ts";
import { isNarrow } from "../use-narrow.ts";
import { loadGrammar } from "./languages.ts";
import { codeLook } from "./theme.ts";

/** Two texts beside each other, both in one column, or the later one alone. */
export type DiffMode = "side" | "one" | "text";

export interface DiffFacts {
  changes: number;
  added: number;
  removed: number;
}

export interface DiffHandle {
  /** Brings one of the changes into sight. */
  show: (change: number) => void;
}

/** Lines that stay in sight around a change. */
const folded = { margin: 3, minSize: 4 };
/** However different two large texts are, the page stays quick; what is beyond is marked by the line. */
const diffConfig = { scanLimit: 2_000, timeout: 300 };

/** What two texts differ in: lines by a sign in the gutter, words by a mark. */
export default function CodeDiff({
  before,
  after,
  language,
  mode,
  labels,
  phrases,
  handle,
  onFacts,
}: {
  before: string;
  after: string;
  language: Language;
  mode: DiffMode;
  labels: { before: string; after: string };
  phrases: Record<string, string>;
  handle?: RefObject<DiffHandle | null>;
  onFacts?: (facts: DiffFacts) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const tell = useRef(onFacts);
  useEffect(() => {
    tell.current = onFacts;
  });
  const { before: beforeLabel, after: afterLabel } = labels;
  useEffect(() => {
    let shown: { view: EditorView; destroy: () => void } | null = null;
    let gone = false;
    const show = async () => {
      const grammar = await loadGrammar(language, after);
      if (gone || box.current === null) return;
      const common = [...reading, EditorState.phrases.of(phrases), grammar ?? []];
      const sides = {
        before: { text: before, extensions: [...common, named(beforeLabel)] },
        after: { text: after, extensions: [...common, named(afterLabel)] },
      };
      shown = mode === "side" ? sideBySide(box.current, sides) : oneColumn(box.current, sides, mode);
      const { view } = shown;
      const chunks = getChunks(view.state)?.chunks ?? [];
      tell.current?.(factsOf(chunks, sides, view));
      if (handle) handle.current = { show: (change) => goTo(view, chunks[change]) };
      // On a phone that would push the whole page, its head with it.
      if (!isNarrow()) goTo(view, chunks[0]);
    };
    void show();
    return () => {
      gone = true;
      shown?.destroy();
    };
  }, [before, after, language, mode, beforeLabel, afterLabel, phrases, handle]);
  return (
    <div ref={box} className="size-full min-h-0 [&>.cm-mergeView]:h-full [&>.cm-mergeView]:overflow-auto" />
  );
}

interface Side {
  text: string;
  extensions: Extension[];
}
interface Sides {
  before: Side;
  after: Side;
}

const reading: Extension[] = [
  EditorState.readOnly.of(true),
  // Line ends of another kind are a difference too, and shown as a sign.
  EditorState.lineSeparator.of("\n"),
  highlightSpecialChars(),
  lineNumbers(),
  EditorView.lineWrapping,
  codeLook,
];

function named(label: string): Extension {
  return EditorView.contentAttributes.of({ "aria-label": label, "aria-readonly": "true" });
}

function sideBySide(parent: HTMLElement, { before, after }: Sides) {
  const merge = new MergeView({
    parent,
    a: { doc: before.text, extensions: before.extensions },
    b: { doc: after.text, extensions: after.extensions },
    collapseUnchanged: folded,
    diffConfig,
  });
  return { view: merge.b, destroy: () => merge.destroy() };
}

function oneColumn(parent: HTMLElement, { before, after }: Sides, mode: "one" | "text") {
  const merged = unifiedMergeView({
    original: EditorState.create({ doc: before.text, extensions: reading }).doc,
    mergeControls: false,
    collapseUnchanged: folded,
    diffConfig,
  });
  const extensions = mode === "one" ? [...after.extensions, merged] : after.extensions;
  const view = new EditorView({ parent, doc: after.text, extensions });
  return { view, destroy: () => view.destroy() };
}

function goTo(view: EditorView, chunk: Chunk | undefined): void {
  if (chunk === undefined) return;
  const anchor = Math.min(chunk.fromB, view.state.doc.length);
  view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
}

function factsOf(chunks: readonly Chunk[], { before }: Sides, view: EditorView): DiffFacts {
  const original = EditorState.create({ doc: before.text, extensions: reading }).doc;
  return {
    changes: chunks.length,
    added: sum(chunks.map((chunk) => linesIn(view.state.doc, chunk.fromB, chunk.toB, chunk.endB))),
    removed: sum(chunks.map((chunk) => linesIn(original, chunk.fromA, chunk.toA, chunk.endA))),
  };
}

function linesIn(text: Text, from: number, to: number, end: number): number {
  if (from === to) return 0;
  return text.lineAt(end).number - text.lineAt(from).number + 1;
}

function sum(numbers: number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
