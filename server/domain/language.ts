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
