import { CopyButton } from "./copy-button.tsx";

/** Commands to be run elsewhere, and a button that copies them. */
export function CodeBlock({ text }: { text: string }) {
  return (
    <div className="flex items-start gap-2 rounded-control border border-line-2 bg-sunken p-2.5">
      <pre className="min-w-0 flex-1 whitespace-pre-wrap wrap-anywhere text-small">{text}</pre>
      <CopyButton text={text} />
    </div>
  );
}
