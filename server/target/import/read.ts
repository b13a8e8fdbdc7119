import { ServiceError } from "../../errors.ts";
import type { TargetImportInput } from "../input.ts";
import { readAnsibleIni } from "./ansible-ini.ts";
import { readAnsibleYaml } from "./ansible-yaml.ts";
import { readCsv } from "./csv.ts";
import { maximumEntries, type Reading } from "./draft.ts";
import { readSshConfig } from "./ssh-config.ts";

type Format = TargetImportInput["format"];
type Reader = (text: string, columns: TargetImportInput["columns"]) => Reading;

const readers: Record<Format, Reader> = { csv: readCsv, ssh_config: readSshConfig, ansible: readAnsible };

/** Reads a file of hosts; more entries than one file may bring are refused before they are made. */
export function readHosts({ format, text, columns }: TargetImportInput): Reading {
  const plain = text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const reading = within(() => readers[format](plain, columns));
  if (reading.drafts.length > maximumEntries) throw tooMany();
  return reading;
}

function within(read: () => Reading): Reading {
  try {
    return read();
  } catch (error) {
    throw error instanceof RangeError ? tooMany() : error;
  }
}

function tooMany(): ServiceError {
  return new ServiceError("BAD_REQUEST", "TOO_MANY_ENTRIES", { maximum: maximumEntries }, ["text"]);
}

/** YAML begins with a key at the very left, or with three dashes; INI with a part in brackets or a host. */
function readAnsible(text: string): Reading {
  const [first = ""] = text.split("\n").filter((row) => !/^\s*([#;]|$)/.test(row));
  return /^(---|["']?[\w.-]+["']?\s*:(\s|$))/.test(first) ? readAnsibleYaml(text) : readAnsibleIni(text);
}
