/** Where a command reads the token from: never from the command itself, which others may see. */
export const tokenVariable = "HOSTRUN_TOKEN";

/** A call of the API as a command for a terminal, its body filled in. */
export function curlCommand(url: string, body: object): string {
  return [
    `curl -sS ${quoted(url)}`,
    `-H "Authorization: Bearer $${tokenVariable}"`,
    `-H 'Content-Type: application/json'`,
    `--data-binary ${quoted(JSON.stringify(body))}`,
  ].join(" \\\n  ");
}

/** One word for any POSIX shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
