/** Why an entry of an imported file is refused; the sentence stands in `messages/<locale>.json` under `imports`. */
export const importRefusals = [
  "NOT_READABLE",
  "NO_NAME_COLUMN",
  "COLUMN_TWICE",
  "COLUMNS",
  "LABELS",
  "DUPLICATE",
  "PROXY_UNKNOWN",
  "USERNAME_MISSING",
  "MATCH",
  "INCLUDE",
  "PROXY_COMMAND",
  "JUMP_CHAIN",
  "RANGE",
  "GROUP_LINE",
  "TEMPLATE",
  "NOT_SSH",
  "YAML_ALIAS",
  "YAML_TAG",
  "SANDBOX",
  "HOST_ID_TAKEN",
] as const;
export type ImportRefusal = (typeof importRefusals)[number];
