import { access, constants, statfs } from "node:fs/promises";
import manifest from "../../package.json" with { type: "json" };
import { type Finding, fine, wrong } from "./finding.ts";

/** Below this, PostgreSQL and stored output may soon have no room. */
const neededBytes = 1024 ** 3;

/** Whether this Node can run the product's sources as they are. */
export function examineNode(version: string = process.versions.node): Finding {
  const needed = manifest.engines.node.replace(">=", "");
  if (version.localeCompare(needed, "en", { numeric: true }) >= 0) return fine("Node", version);
  return wrong("Node", `${version}; ${needed} or newer is needed`, "Run npm install: it brings one along.");
}

/** Whether the data folder is there and this user may write in it. */
export async function examineDataFolder(folder: string): Promise<Finding> {
  try {
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return fine("data folder", folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      const cure = "Start Hostrun once, it makes it; or set HOSTRUN_DATA_DIR to where it is.";
      return wrong("data folder", `${folder} does not exist`, cure);
    }
    return wrong(
      "data folder",
      `${folder} is no folder that this user may write in`,
      "Run as the user whose it is.",
    );
  }
}

/** Whether the disk of the data folder has room, in bytes. */
export async function examineDisk(folder: string, minimumBytes: number = neededBytes): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  const free = `${gigabytes(bavail * bsize)} free at ${folder}`;
  if (bavail * bsize >= minimumBytes) return fine("disk", free);
  return wrong("disk", `only ${free}`, `Make room: at least ${gigabytes(minimumBytes)}.`);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}
