/** Languages a script may be written in, by the ids that the API uses. `auto` follows the script's own `#!` line. */
export const languages = [
  "shell",
  "bash",
  "python",
  "perl",
  "ruby",
  "node",
  "php",
  "powershell",
  "auto",
] as const;
export type Language = (typeof languages)[number];

/** Interpreters by the names that a `#!` line gives them. */
const interpreters: Record<string, Language> = {
  sh: "shell",
  dash: "shell",
  ash: "shell",
  bash: "bash",
  python: "python",
  perl: "perl",
  ruby: "ruby",
  node: "node",
  php: "php",
  pwsh: "powershell",
};

/** The language that a script's own `#!` line names, whichever folder or version of the interpreter it gives. */
export function languageOfShebang(content: string): Language | null {
  const [, first = "", second = ""] =
    /^#![ \t]*(?:\S*\/)?([^/\s]+)(?:[ \t]+(?:-S[ \t]+)?(\S+))?/.exec(content.slice(0, 256)) ?? [];
  const name = (first === "env" ? second : first).replace(/^.*\//, "").replace(/[\d.]+$/, "");
  return interpreters[name] ?? null;
}
