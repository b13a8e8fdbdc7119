import type { ManagerNotice } from "./notice.ts";

/** What the stand-in was told, newest first, as a page that renews itself. */
export function managerPage(notices: ManagerNotice[]): string {
  const items = notices.toReversed().map(item).join("\n");
  return `<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<meta name="viewport" content="width=device-width"><title>消息中心 / Message centre</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 15px/1.6 system-ui, sans-serif; max-width: 46rem; margin: 2.5rem auto; padding: 0 1rem; }
  h1 { font-size: 1.3rem; } article { border-top: 1px solid #8884; padding: .9rem 0; }
  h2 { font-size: 1rem; margin: 0; } pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .4rem 0; font: inherit; }
  small { opacity: .7; }
</style>
<h1>消息中心 / Message centre <small>(demo)</small></h1>
${items || "<p>还没有收到通知 / No notice yet</p>"}
</html>`;
}

function item({ id, title, content, level, source, receivers, createdAt }: ManagerNotice): string {
  const to = receivers.length === 0 ? "–" : receivers.map(escaped).join(", ");
  return `<article><h2>${escaped(title)}</h2><pre>${escaped(content)}</pre>
<small>#${id} · ${escaped(level)} · ${escaped(source)} → ${to} · ${createdAt.toISOString()}</small></article>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
