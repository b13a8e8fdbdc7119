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

/** What stands where a secret was, in calls as they are kept. */
const mask = "••••••";
/** Of a longer one only the beginning is kept. */
const keptBytes = 16 * 1024;

/** What of a call a secret opens. */
export type SecretPlace = "address" | "headers" | "body";

/**
 * A call that was made, as it is kept (request line, headers, empty line, body), as the command that makes it again.
 * Secrets are read from the terminal's environment, by the names that `variableOf` gives them; the shell stops where
 * one is not set. Undefined where it was no HTTP call, or was not kept whole.
 */
export function curlOfCall(request: string, variableOf: (place: SecretPlace) => string): string | undefined {
  const [, url, headers = "", body] = /^POST (\S+)\n(?:([\s\S]*?)\n)?\n([\s\S]*)$/.exec(request) ?? [];
  const isWhole = new TextEncoder().encode(request).length < keptBytes - 4;
  if (url === undefined || body === undefined || !isWhole) return undefined;
  const word = (text: string, place: SecretPlace) =>
    text
      .split(mask)
      .map((part) => (part === "" ? "" : quoted(part)))
      .join(`"\${${variableOf(place)}:?}"`);
  const given = headers.split("\n").filter((line) => !/^(content-length|user-agent):/i.test(line));
  return [
    `curl -sS ${word(url, "address")}`,
    ...given.map((line) => `-H ${word(line, "headers")}`),
    `--data-binary ${word(body, "body")}`,
  ].join(" \\\n  ");
}

/** One word for any POSIX shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
