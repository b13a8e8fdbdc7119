import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { openApiDocument } from "../server/http/openapi.ts";

/** Writes the API's document, or, with `--check`, compares the committed one: a change in the API is seen in review. */
const file = path.join(import.meta.dirname, "../openapi.json");
const document = `${JSON.stringify(openApiDocument(), null, 2)}\n`;

if (process.argv.includes("--check")) {
  const committed = await readFile(file, "utf8").catch(() => "");
  if (committed !== document) {
    process.stdout.write(
      "openapi.json is not what the API is now: run npm run openapi and look at what changed.\n",
    );
    process.exit(1);
  }
} else {
  await writeFile(file, document);
}
process.exit(0);
