import { expect, test } from "vitest";
import { makeSealingKey } from "./make-key.ts";
import { BoxError, open } from "./open.ts";
import { isBox, seal } from "./seal.ts";

const place = { tenantId: 1, table: "ssh_key", id: "7", column: "sealed_private_key", version: 1 };

test("a sealed secret opens with its key in its place, and is told from plain text", async () => {
  const key = await makeSealingKey();
  const box = await seal(key, Buffer.from("secret"), place);
  expect(isBox(box)).toBe(true);
  expect(isBox(Buffer.from("-----BEGIN OPENSSH PRIVATE KEY-----"))).toBe(false);
  expect(box.includes("secret")).toBe(false);
  expect((await open(key, box, place)).toString()).toBe("secret");
});

test.each([
  ["another tenant", { ...place, tenantId: 2 }],
  ["another row", { ...place, id: "8" }],
  ["another column", { ...place, column: "x" }],
  ["another version", { ...place, version: 2 }],
])("a box moved to %s does not open", async (_what, elsewhere) => {
  const key = await makeSealingKey();
  const box = await seal(key, Buffer.from("secret"), place);
  await expect(open(key, box, elsewhere)).rejects.toThrow(BoxError);
});

test("a box does not open with another key, nor with a byte changed", async () => {
  const [key, other] = [await makeSealingKey(), await makeSealingKey()];
  const box = await seal(key, Buffer.from("secret"), place);
  await expect(open({ ...other, id: key.id }, box, place)).rejects.toThrow(BoxError);
  await expect(open(other, box, place)).rejects.toThrow(BoxError);
  box[box.length - 1] = (box.at(-1) ?? 0) ^ 1;
  await expect(open(key, box, place)).rejects.toThrow(BoxError);
});
