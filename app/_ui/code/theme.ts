import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { codeColours } from "./colours.ts";

const look = EditorView.theme({
  "&": { backgroundColor: "var(--log)", color: "var(--log-ink)", fontSize: "13px", height: "100%" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": {
    fontFamily: "var(--font-mono)",
    fontVariantLigatures: "none",
    fontFeatureSettings: '"zero"',
    lineHeight: "21px",
  },
  ".cm-content": { caretColor: "var(--now-solid)", padding: "8px 0" },
  ".cm-cursor": { borderLeftColor: "var(--now-solid)", borderLeftWidth: "2px" },
  ".cm-line": { padding: "0 16px 0 8px" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--ink-3)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { fontSize: "11px", minWidth: "44px", padding: "0 8px 0 12px" },
  ".cm-activeLine": { backgroundColor: "var(--hover)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--hover)", color: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--now-line)",
  },
  ".cm-selectionMatch": { backgroundColor: "var(--mark)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--select)",
    outline: "1px solid var(--now-line)",
  },
  ".cm-searchMatch": { backgroundColor: "var(--mark)" },
  ".cm-searchMatch.cm-searchMatch-selected": {
    backgroundColor: "var(--mark-now)",
    outline: "1px solid var(--ink)",
  },
  ".cm-panels": {
    backgroundColor: "var(--ground)",
    color: "var(--ink)",
    fontFamily: "var(--font-sans)",
    borderColor: "var(--line)",
  },
  ".cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panel.cm-search": { padding: "6px 32px 6px 16px" },
  ".cm-panel.cm-search label": { fontSize: "12px" },
  ".cm-textfield": {
    backgroundColor: "var(--surface)",
    border: "1px solid var(--control)",
    borderRadius: "6px",
    fontSize: "13px",
    padding: "2px 8px",
  },
  ".cm-button": {
    backgroundImage: "none",
    backgroundColor: "var(--surface)",
    border: "1px solid var(--line-2)",
    borderRadius: "6px",
    fontSize: "12px",
    padding: "2px 8px",
  },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--bad-solid)",
    textUnderlineOffset: "3px",
  },
  ".cm-problem": {
    display: "block",
    margin: "2px 16px 4px 8px",
    borderLeft: "2px solid var(--bad-solid)",
    borderRadius: "2px 6px 6px 2px",
    backgroundColor: "var(--bad-tint)",
    padding: "5px 12px",
    fontFamily: "var(--font-sans)",
    color: "var(--ink)",
    whiteSpace: "normal",
  },
  ".cm-problem b": { color: "var(--bad)", fontWeight: "600", marginRight: "8px" },
  ".cm-problem span": { color: "var(--ink-2)" },
  ".cm-gutter-problem": { width: "20px", color: "var(--bad)", textAlign: "center" },
  "&.cm-merge-a .cm-changedLine, .cm-deletedChunk": { backgroundColor: "var(--diff-removed)" },
  "&.cm-merge-b .cm-changedLine, .cm-insertedLine": { backgroundColor: "var(--diff-added)" },
  "&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText": {
    background: "var(--diff-removed-word)",
    borderRadius: "2px",
  },
  "&.cm-merge-b .cm-changedText": { background: "var(--diff-added-word)", borderRadius: "2px" },
  ".cm-deletedChunk": { padding: "0" },
  ".cm-deletedChunk .cm-deletedLine": { padding: "0 16px 0 8px" },
  ".cm-deletedLine, .cm-deletedLine del, .cm-insertedLine": { textDecoration: "none" },
  ".cm-mergeSpacer": {
    background:
      "repeating-linear-gradient(135deg, var(--line) 0 1px, transparent 1px 6px), var(--sunken) !important",
  },
  ".cm-changeGutter": { width: "16px", padding: "0" },
  "&.cm-merge-a .cm-changedLineGutter, .cm-deletedLineGutter": {
    background: "var(--diff-removed)",
    color: "var(--bad)",
  },
  "&.cm-merge-b .cm-changedLineGutter": { background: "var(--diff-added)", color: "var(--ok)" },
  ".cm-changedLineGutter::before, .cm-deletedLineGutter::before": {
    display: "block",
    textAlign: "center",
    fontWeight: "600",
  },
  "&.cm-merge-a .cm-changedLineGutter::before, .cm-deletedLineGutter::before": { content: '"−"' },
  "&.cm-merge-b .cm-changedLineGutter::before": { content: '"+"' },
  "&.cm-editor .cm-collapsedLines": {
    background: "var(--sunken)",
    borderBlock: "1px solid var(--line)",
    color: "var(--ink-2)",
    fontFamily: "var(--font-sans)",
    fontSize: "12px",
    padding: "4px 16px",
  },
  "&.cm-editor .cm-collapsedLines::before, &.cm-editor .cm-collapsedLines::after": { content: '"↕"' },
});

/** The look of every editor and diff. */
export const codeLook = [look, syntaxHighlighting(HighlightStyle.define(codeColours))];
