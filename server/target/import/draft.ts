import type { ImportRefusal } from "../../domain/import-refusal.ts";
import type { CsvField } from "../input.ts";

/** Why an entry is not imported, with what its sentence names, and the part of the source that is wrong. */
export interface Refused {
  refusal: ImportRefusal;
  values?: Record<string, string | number>;
  part?: string;
}

/** One host of a file, before anything is known of what exists. */
export interface Draft {
  /** Where it stands in the file, from 1. */
  line: number;
  source: string;
  kind: "target" | "proxy";
  name: string;
  /** What the file says of it, by the fields of a target; what it says nothing of is absent. */
  values: Record<string, unknown>;
  /** The name of the proxy in front of it; null: none; absent: the file says nothing. */
  proxy?: string | null;
  refused?: Refused;
}

/** Something in the file that has no meaning here: said, so that nobody thinks it was taken. */
export interface NotRead {
  line: number;
  text: string;
}

/** A column of a CSV, and what it holds; null: nothing of it is taken. */
export interface Column {
  heading: string;
  field: CsvField | null;
}

/** A file as it was understood. */
export interface Reading {
  /** Of a CSV alone. */
  columns?: Column[];
  drafts: Draft[];
  notRead: NotRead[];
}

/** The most hosts that one file may bring. */
export const maximumEntries = 10_000;

/** What is shown of a line. */
const shownCharacters = 300;

export function sourceOf(text: string): string {
  return text.trim().slice(0, shownCharacters);
}
