import { expect, test } from "vitest";
import { serveForTest } from "../testing/http-server.ts";
import { answerDocs } from "./docs.ts";
import { openApiDocument } from "./openapi.ts";
import { schemaText } from "./schema-text.ts";

async function docs(headers: Record<string, string>) {
  const server = await serveForTest(async (request) => answerDocs(request));
  try {
    const response = await fetch(`${server.url}/api/docs`, { headers });
    return { headers: response.headers, text: await response.text() };
  } finally {
    await server.close();
  }
}

test("the page shows every address of the document", async () => {
  const { text, headers } = await docs({});
  expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
  for (const place of Object.keys(openApiDocument().paths)) expect(text).toContain(`/api/v1${place}</code>`);
  expect(text).toContain("IDEMPOTENCY_KEY_REUSED");
});

test("the page needs nothing from elsewhere and runs nothing", async () => {
  const { text, headers } = await docs({});
  expect(text).not.toMatch(/<script|<link|<img|@import|url\(|https?:/);
  expect(headers.get("content-security-policy")).toContain("default-src 'none'");
});

test("the page speaks the reader's language, and not the other", async () => {
  const chinese = (await docs({ "accept-language": "zh-CN" })).text;
  expect(chinese).toContain('lang="zh-CN"');
  expect(chinese).toMatch(/<h1>[^<]*\p{Script=Han}/u);
  expect(chinese).not.toContain("Parameters");
  const english = (await docs({ "accept-language": "en" })).text;
  expect(english).toContain('lang="en"');
  expect(english).not.toMatch(/\p{Script=Han}/u);
});

test("a schema reads like a type", () => {
  const id = { type: "integer" };
  expect(
    schemaText({
      type: "object",
      required: ["id"],
      properties: {
        id,
        kind: { enum: ["a", "b"] },
        ends: {
          type: "array",
          items: { anyOf: [{ type: "string", format: "date-time" }, { type: "null" }] },
        },
        more: { type: "object", additionalProperties: { $ref: "#/components/schemas/Error" } },
      },
    }),
  ).toBe(
    [
      "{",
      "  id: integer",
      '  kind?: "a" | "b"',
      "  ends?: (date-time | null)[]",
      "  more?: {",
      "    [name]: Error",
      "  }",
      "}",
    ].join("\n"),
  );
});
