"use client";

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { type RefObject, useEffect, useRef } from "react";
import type { Language } from "../../../server/domain/language.ts";
import { loadGrammar } from "./languages.ts";
import { lineEndsOf } from "./line-ends.ts";
import { type Checked, type Problem, problemsOf } from "./problems.ts";
import { codeLook } from "./theme.ts";

export interface EditorHandle {
  find: () => void;
  goTo: (place: { line: number; column: number }) => void;
}

export interface CodeEditorProps {
  value: string;
  language: Language;
  /** What a reader of screens is told that this is. */
  attributes: Record<string, string>;
  phrases: Record<string, string>;
  handle?: RefObject<EditorHandle | null>;
  onChange: (value: string) => void;
  onBlur: () => void;
  onPlace: (place: { line: number; column: number }) => void;
  check: (text: string) => Promise<Checked>;
  onChecked: (checked: Checked) => void;
  placeOf: (problem: Problem) => string;
}

/** A text in an editor. Its value goes in and out byte for byte, whatever its lines end with. */
export default function CodeEditor(props: CodeEditorProps) {
  const { value, language, attributes, handle } = props;
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const given = useRef<string | null>(null);
  const latest = useRef(props);
  const [grammar, about] = useCompartments();
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const made = new EditorView({ parent: box.current ?? undefined });
    view.current = made;
    if (handle) {
      handle.current = {
        find: () => openSearchPanel(made),
        goTo: (place) => goTo(made, place),
      };
    }
    return () => {
      given.current = null;
      made.destroy();
    };
  }, [handle]);

  // What was typed comes back as the value, and is there already; another value is another text.
  useEffect(() => {
    if (value === given.current) return;
    given.current = value;
    const heard: Heard = {
      onChange: (text) => {
        given.current = text;
        latest.current.onChange(text);
      },
      latest,
    };
    view.current?.setState(stateOf(value, heard, [grammar.of([]), about.of([])]));
    void showGrammar(view.current, grammar, latest.current.language);
    view.current?.dispatch({ effects: about.reconfigure(contentOf(latest.current.attributes)) });
  }, [value, grammar, about]);

  useEffect(() => void showGrammar(view.current, grammar, language), [language, grammar]);
  useEffect(() => {
    view.current?.dispatch({ effects: about.reconfigure(contentOf(attributes)) });
  }, [attributes, about]);
  return <div ref={box} className="size-full min-h-0" />;
}

interface Heard {
  onChange: (text: string) => void;
  latest: RefObject<CodeEditorProps>;
}

function useCompartments(): [Compartment, Compartment] {
  const made = useRef<[Compartment, Compartment] | null>(null);
  made.current ??= [new Compartment(), new Compartment()];
  return made.current;
}

function stateOf(value: string, heard: Heard, parts: Extension[]): EditorState {
  const ends = lineEndsOf(value);
  const { latest } = heard;
  return EditorState.create({
    doc: value,
    extensions: [
      // Mixed ends stand in the text as signs, so that none is lost.
      ends === "mixed" ? EditorState.lineSeparator.of("\n") : [],
      EditorState.phrases.of(latest.current.phrases),
      lineNumbers(),
      highlightActiveLineGutter(),
      highlightActiveLine(),
      highlightSpecialChars(),
      highlightSelectionMatches(),
      history(),
      drawSelection(),
      indentOnInput(),
      indentUnit.of("  "),
      bracketMatching(),
      search({ top: true }),
      EditorView.lineWrapping,
      keymap.of([
        { key: "Mod-s", preventDefault: true, run: submitForm },
        ...searchKeymap,
        ...defaultKeymap,
        ...historyKeymap,
        indentWithTab,
      ]),
      problemsOf({
        check: (text) => latest.current.check(text),
        onChecked: (checked) => latest.current.onChecked(checked),
        place: (problem) => latest.current.placeOf(problem),
      }),
      EditorView.updateListener.of(({ docChanged, selectionSet, state }) => {
        if (docChanged) heard.onChange(textOf(state, ends === "CRLF" ? "\r\n" : "\n"));
        if (docChanged || selectionSet) latest.current.onPlace(placeIn(state));
      }),
      EditorView.domEventHandlers({ blur: () => latest.current.onBlur() }),
      codeLook,
      ...parts,
    ],
  });
}

function textOf(state: EditorState, lineEnd: string): string {
  return state.doc.sliceString(0, state.doc.length, lineEnd);
}

function placeIn({ doc, selection }: EditorState): { line: number; column: number } {
  const { head } = selection.main;
  const line = doc.lineAt(head);
  return { line: line.number, column: head - line.from + 1 };
}

function goTo(view: EditorView, { line, column }: { line: number; column: number }): void {
  const at = view.state.doc.line(Math.min(line, view.state.doc.lines));
  const anchor = Math.min(at.from + column - 1, at.to);
  view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
  view.focus();
}

async function showGrammar(view: EditorView | null, part: Compartment, language: Language): Promise<void> {
  if (view === null) return;
  const loaded = await loadGrammar(language, view.state.doc.sliceString(0, 256));
  view.dispatch({ effects: part.reconfigure(loaded ?? []) });
}

function contentOf(attributes: Record<string, string>): Extension {
  return EditorView.contentAttributes.of(attributes);
}

function submitForm(view: EditorView): boolean {
  view.dom.closest("form")?.requestSubmit();
  return true;
}
