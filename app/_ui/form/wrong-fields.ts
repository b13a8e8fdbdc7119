import { createContext, useContext, useEffect } from "react";
import type { FieldErrors, FieldValues } from "react-hook-form";

/** What was refused: where it stands among the form's values, and why. */
export interface Wrong {
  path: string;
  message: string;
}

/** The labels of a form's fields by name, as far as they stand on the page. */
export const FieldLabels = createContext<Map<string, string>>(new Map());

/** Makes a field known to its form, so that the form can name it. */
export function useFieldLabel(name: string, label: string): void {
  const labels = useContext(FieldLabels);
  useEffect(() => {
    labels.set(name, label);
    return () => void labels.delete(name);
  }, [labels, name, label]);
}

/** Every single refusal in a form's tree of them. */
export function wrongIn<V extends FieldValues>(errors: FieldErrors<V>): Wrong[] {
  return leavesOf(errors, []);
}

function leavesOf(node: unknown, path: string[]): Wrong[] {
  if (typeof node !== "object" || node === null) return [];
  const { message } = node as { message?: unknown };
  if (typeof message === "string") return [{ path: path.join("."), message }];
  return Object.entries(node).flatMap(([name, inner]) =>
    name === "root" ? leavesOf(inner, path) : leavesOf(inner, [...path, name]),
  );
}

/** A refusal with the words for its field, and the control that mends it, where one stands on the page. */
export interface WrongField extends Wrong {
  label: string | undefined;
  control: HTMLElement | null;
}

/** The refusals in the order in which their fields stand on the page. */
export function wrongFields(form: HTMLElement, wrong: Wrong[], labels: Map<string, string>): WrongField[] {
  const fields = wrong.map((one) => ({
    ...one,
    label: labelOf(one.path, labels),
    control: controlOf(form, one.path),
  }));
  return fields.sort((one, other) => placeOf(one, other));
}

function placeOf({ control: one }: WrongField, { control: other }: WrongField): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

/** From a whole path to its first part, what `find` answers first. */
function nearest<T>(path: string, find: (path: string, rest: string[]) => T | null | undefined): T | null {
  const parts = path.split(".");
  for (let length = parts.length; length > 0; length -= 1) {
    const found = find(parts.slice(0, length).join("."), parts.slice(length));
    if (found !== null && found !== undefined) return found;
  }
  return null;
}

function controlOf(form: HTMLElement, path: string): HTMLElement | null {
  return nearest(path, (part) => form.querySelector<HTMLElement>(`[data-field="${CSS.escape(part)}"]`));
}

/** A part of a field is told by its number, or by its name. */
function labelOf(path: string, labels: Map<string, string>): string | undefined {
  const label = nearest(path, (part, rest) => {
    const known = labels.get(part);
    return known === undefined ? null : [known, ...rest.map(shownPart)].join(" ");
  });
  return label ?? undefined;
}

function shownPart(part: string): string {
  return /^\d+$/.test(part) ? String(Number(part) + 1) : part;
}
