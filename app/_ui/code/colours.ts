import { tags } from "@lezer/highlight";

/** What a text's words are coloured with: the page's own tokens, so that one set serves light and dark. */
export const codeColours = [
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword], color: "var(--ansi-magenta)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--ansi-green)" },
  { tag: [tags.comment, tags.meta], color: "var(--ansi-dim)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--ansi-cyan)" },
  {
    tag: [tags.definition(tags.variableName), tags.special(tags.variableName), tags.labelName],
    color: "var(--ansi-blue)",
  },
  { tag: [tags.function(tags.variableName), tags.className, tags.typeName], color: "var(--ansi-yellow)" },
  { tag: tags.invalid, color: "var(--bad)" },
];
