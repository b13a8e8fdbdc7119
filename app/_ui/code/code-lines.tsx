import { highlightCode, tagHighlighter } from "@lezer/highlight";
import type { Language } from "../../../server/domain/language.ts";
import { codeColours } from "./colours.ts";
import { loadGrammar } from "./languages.ts";

/** A class that is a colour: it is drawn as one, and no style sheet has to know it. */
const highlighter = tagHighlighter(codeColours.map(({ tag, color }) => ({ tag, class: color })));

interface Piece {
  text: string;
  /** A later rule's colour wins where a word is of several kinds. */
  color: string | undefined;
}

/** A text to be read, numbered and in the editor's colours, without an editor. */
export async function CodeLines({ text, language }: { text: string; language: Language }) {
  const lines = await linesOf(text.replace(/\n$/, ""), language);
  return (
    <pre className="whitespace-pre-wrap break-words bg-log py-2 text-[13px] text-log-ink leading-[21px]">
      {lines.map((pieces, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is told by its place alone
        <span key={at} className="flex">
          <span
            aria-hidden="true"
            className="w-11 shrink-0 select-none pr-4 text-right text-[11px] text-ink-3"
          >
            {at + 1}
          </span>
          <span className="min-w-0 flex-1 pr-4">
            {pieces.map(({ text: words, color }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a piece is told by its place alone
              <span key={index} style={{ color }}>
                {words}
              </span>
            ))}
            {"\n"}
          </span>
        </span>
      ))}
    </pre>
  );
}

async function linesOf(text: string, language: Language): Promise<Piece[][]> {
  const grammar = await loadGrammar(language, text);
  if (grammar === null) return text.split("\n").map((line) => [{ text: line, color: undefined }]);
  const { parser } = "language" in grammar ? grammar.language : grammar;
  const lines: Piece[][] = [[]];
  highlightCode(
    text,
    parser.parse(text),
    highlighter,
    (words, colours) => lines.at(-1)?.push({ text: words, color: colours.split(" ").at(-1) || undefined }),
    () => lines.push([]),
  );
  return lines;
}
