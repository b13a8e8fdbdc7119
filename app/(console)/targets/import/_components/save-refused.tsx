import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ImportedLine } from "../../../../../server/target/output.ts";
import { Button } from "../../../../_ui/button.tsx";

/** Saves the lines that are refused, to be mended and brought again by themselves; nothing where none is. */
export function SaveRefused({ lines }: { lines: ImportedLine[] }) {
  const t = useTranslations("importHosts");
  const refused = lines.filter(({ outcome }) => outcome === "refused");
  if (refused.length === 0) return null;
  return (
    <Button onClick={() => save(refused)}>
      <Download size={14} strokeWidth={1.75} aria-hidden="true" />{" "}
      {t("saveRefused", { count: refused.length })}
    </Button>
  );
}

function save(lines: ImportedLine[]): void {
  const url = URL.createObjectURL(
    new Blob([lines.map(({ source }) => `${source}\n`).join("")], { type: "text/plain" }),
  );
  const link = Object.assign(document.createElement("a"), { href: url, download: "refused.txt" });
  link.click();
  URL.revokeObjectURL(url);
}
