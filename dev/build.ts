import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { runProgram } from "./checks.ts";

const root = path.join(import.meta.dirname, "..");
/** What the pages are made of. */
const sources = ["app", "server", "messages", "package-lock.json", "next.config.mjs", "postcss.config.mjs"];
const stamp = path.join(root, ".next/hostrun-sources");

/** Builds the pages where there is no build of these very sources. Throws where they cannot be built. */
export async function ensureBuild(onStart: () => void): Promise<void> {
  const hash = await hashOfSources();
  if ((await readFile(stamp, "utf8").catch(() => "")) === hash) return;
  onStart();
  if (!(await runProgram(["next", "build"], { NEXT_TELEMETRY_DISABLED: "1" }))) {
    throw new Error("The pages could not be built; the words above say why.");
  }
  await writeFile(stamp, hash);
}

async function hashOfSources(): Promise<string> {
  const hash = createHash("sha256");
  for (const file of (await Promise.all(sources.map(filesOf))).flat().sort()) {
    hash.update(`${file}\0`).update(await readFile(path.join(root, file)));
  }
  return hash.digest("hex");
}

async function filesOf(source: string): Promise<string[]> {
  const entries = await readdir(path.join(root, source), { withFileTypes: true, recursive: true }).catch(
    () => null,
  );
  if (entries === null) return [source];
  return entries
    .filter((e) => e.isFile() && !/\.test\.tsx?$/.test(e.name) && !e.parentPath.includes("testing"))
    .map((e) => path.relative(root, path.join(e.parentPath, e.name)));
}
