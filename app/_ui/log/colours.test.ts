import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { colourStretches } from "./colours.ts";
import { contrast, grounds, type Rgb, readable } from "./contrast.ts";

const bytes = (css: unknown): Rgb => {
  const [red = 0, green = 0, blue = 0] = (String(css).match(/\d+/g) ?? []).map(Number);
  return [red, green, blue];
};
const lookOf = (codes: string) => colourStretches(`\u001b[${codes}mtext`)[0];

test("each of 256 colours and true colours can be read on both grounds", () => {
  const all = [
    ...Array.from({ length: 240 }, (_, at) => `38;5;${at + 16}`),
    ...["255;255;0", "0;0;0", "255;255;255", "10;10;90", "128;128;128"].map((colour) => `38;2;${colour}`),
  ];
  for (const codes of all) {
    const style = lookOf(codes)?.style as Record<string, string> | undefined;
    expect(contrast(bytes(style?.["--light"]), grounds.light), codes).toBeGreaterThanOrEqual(readable);
    expect(contrast(bytes(style?.["--dark"]), grounds.dark), codes).toBeGreaterThanOrEqual(readable);
  }
});

test("text on a ground of the host's own can be read", () => {
  const all = [
    ...Array.from({ length: 256 }, (_, at) => `48;5;${at}`),
    ...Array.from({ length: 8 }, (_, at) => `${40 + at}`),
    ...Array.from({ length: 8 }, (_, at) => `7;${30 + at}`),
  ];
  for (const codes of all) {
    const style = lookOf(codes)?.style;
    expect(contrast(bytes(style?.color), bytes(style?.backgroundColor)), codes).toBeGreaterThanOrEqual(
      readable,
    );
  }
});

test("the sixteen colours have tokens in both themes", async () => {
  const tokens = await readFile(new URL("../../globals.css", import.meta.url), "utf8");
  for (let code = 31; code <= 36; code++) {
    for (const name of [lookOf(`${code}`)?.className, lookOf(`${code + 60}`)?.className]) {
      const token = `--${name?.replace("text-", "")}:`;
      expect(tokens.split(token).length - 1, token).toBe(2);
    }
  }
});

test("every control sequence but colours is dropped, and nothing turns the reading direction", () => {
  const line =
    "a\u001b]8;;http://evil.example/\u0007link\u001b]8;;\u0007\u001b[2J\u001b[H\u202eb\u0007\u001b[31mc\u001b[0m";
  const text = colourStretches(line)
    .map((stretch) => stretch.text)
    .join("");
  expect(text).toBe("alink\u2423b\u2423c");
});
