import type { Locale } from "../domain/locale.ts";
import { apiDocsWord } from "../messages.ts";
import { localeOf } from "../trpc/context.ts";
import { openApiDocument } from "./openapi.ts";
import type { Content, Operation, Parameter } from "./openapi-types.ts";
import { restPrefix } from "./rest-routes.ts";
import { schemaText } from "./schema-text.ts";

type Say = (name: Parameters<typeof apiDocsWord>[1]) => string;

/** The API's document as a page to read, whole in itself: no script, nothing from elsewhere. */
export function answerDocs(request: Pick<Request, "headers">): Response {
  const locale = localeOf(request.headers);
  return new Response(
    page(locale, (name) => escapeHtml(apiDocsWord(locale, name))),
    {
      headers: {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy":
          "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
        vary: "Accept-Language, Cookie",
      },
    },
  );
}

function page(locale: Locale, say: Say): string {
  const { paths, components } = openApiDocument();
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(operations.map(({ operation }) => operation.tags?.[0] ?? ""))];
  const sections = tags.map((tag) => {
    const own = operations.filter(({ operation }) => operation.tags?.[0] === tag);
    return `<section id="${escapeHtml(tag)}"><h2>${escapeHtml(tag)}</h2>${own.map((each) => operationPart(each, say)).join("")}</section>`;
  });
  return `<!doctype html><html lang="${locale}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${say("title")}</title><style>${style}</style></head>
<body><main><h1>${say("title")}</h1>
<p>${say("signIn")}</p><p>${say("trpc")}</p>
<p><a href="${restPrefix}/openapi.json">${say("document")}</a></p>
<nav>${tags.map((tag) => `<a href="#${escapeHtml(tag)}">${escapeHtml(tag)}</a>`).join(" ")}</nav>
${sections.join("\n")}
<section id="errors"><h2>${say("errors")}</h2><p>${say("errorsAre")}</p>
<pre>${escapeHtml(schemaText(components.schemas.Error ?? {}))}</pre></section></main></body></html>`;
}

function operationPart(
  { path, method, operation }: { path: string; method: string; operation: Operation },
  say: Say,
): string {
  const { parameters = [], requestBody, responses } = operation;
  return `<details id="${escapeHtml(operation.operationId)}"><summary><code><b>${method.toUpperCase()}</b> ${escapeHtml(
    restPrefix + path,
  )}</code> <small>${escapeHtml(operation.operationId.replace("-", "."))}</small></summary>
${parameters.length > 0 ? `<h3>${say("parameters")}</h3>${parameterTable(parameters, say)}` : ""}
${requestBody === undefined ? "" : `<h3>${say("body")}</h3>${contentPart(requestBody.content)}`}
<h3>${say("answer")}</h3>${contentPart(responses[200]?.content ?? {})}</details>`;
}

function parameterTable(parameters: Parameter[], say: Say): string {
  const places = { path: say("inPath"), query: say("inQuery"), header: say("inHeader") };
  const rows = parameters.map(
    (parameter) =>
      `<tr><td><code>${escapeHtml(parameter.name)}</code></td><td>${places[parameter.in]}</td><td><code>${escapeHtml(
        schemaText(parameter.schema),
      )}</code></td><td>${parameter.required === true ? say("required") : ""}</td></tr>`,
  );
  return `<table>${rows.join("")}</table>`;
}

function contentPart(content: Content): string {
  return Object.entries(content)
    .map(
      ([type, { schema }]) =>
        `<p><small>${escapeHtml(type)}</small></p><pre>${escapeHtml(schemaText(schema))}</pre>`,
    )
    .join("");
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

const style = `:root{color-scheme:light dark}body{margin:0;font:15px/1.55 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:2rem 1rem 6rem}h1{font-size:1.5rem}h2{font-size:1.15rem;margin:2.5rem 0 .5rem}
h3{font-size:.9rem;margin:1rem 0 .25rem}nav{display:flex;flex-wrap:wrap;gap:.25rem .9rem}
details{border-top:1px solid color-mix(in srgb,currentColor 18%,transparent);padding:.45rem 0}
summary{cursor:pointer;overflow-wrap:anywhere}code,pre{font:13px/1.5 ui-monospace,monospace}small{opacity:.7}
pre{overflow-x:auto;padding:.75rem;background:color-mix(in srgb,currentColor 7%,transparent)}
table{border-collapse:collapse;width:100%}td{padding:.2rem .75rem .2rem 0;vertical-align:top;overflow-wrap:anywhere}`;
