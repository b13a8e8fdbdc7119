/** In front of every program of ours; a line that does not begin so is never evaluated. */
export const programMark = ": hostrun1;";

/**
 * The command of every session, the same text always, read alike by sh, bash, dash, busybox, fish, csh and zsh.
 * It evaluates the first line of stdin, if that is a program of ours whole: a profile that has eaten that line
 * leaves data in its place, and data is never run.
 */
export const bootstrapCommand = `exec sh -c 'IFS= read -r l && case "$l" in "${programMark}"*) eval "$l";; *) exit 97;; esac'`;

/** One line out of a program's readable lines. */
export function program(lines: string): string {
  const joined = lines
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
  return `${programMark} ${joined}\n`;
}

/**
 * A value as one line of stdin: as it is behind `=`, or, where it holds newlines, behind `%` so that `printf %b`
 * gives it back, followed by a dot that keeps newlines at its end from being stripped. Nearly all are of the first
 * kind, which costs the host no process.
 */
export function valueLine(value: string): string {
  return value.includes("\n") ? `%${escaped(value)}.\n` : `=${value}\n`;
}

/** Text without a newline that `printf %b` turns into `value`. */
export function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

/** Shell text that reads one value line into `$v`, or ends the program where the line is not whole. */
export const readValue = `IFS= read -r v || exit 98; case $v in =*) v=\${v#=};; %*) v=$(printf %b "\${v#%}"); v=\${v%.};; *) exit 98;; esac;`;
