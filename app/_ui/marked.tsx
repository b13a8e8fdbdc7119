/** A text with the part that was searched for marked, wherever it stands. */
export function Marked({ text, search }: { text: string; search: string }) {
  const at = search === "" ? -1 : text.toLowerCase().indexOf(search.toLowerCase());
  if (at < 0) return text;
  const end = at + search.length;
  return (
    <>
      {text.slice(0, at)}
      <mark className="rounded-cell bg-mark text-on-mark">{text.slice(at, end)}</mark>
      {text.slice(end)}
    </>
  );
}
