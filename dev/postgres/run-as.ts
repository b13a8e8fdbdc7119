import { accessSync, constants, lstatSync } from "node:fs";
import path from "node:path";

/**
 * PostgreSQL refuses to run as root. `nobody` is who runs it instead; below a folder that only root may enter,
 * root itself does, in a user namespace in which it is nobody special.
 */
const nobody = 65_534;

export interface RunAs {
  /** Who owns the server's files; null: whoever runs this. */
  owner: number | null;
  /** Words in front of the program's own. */
  prefix: string[];
  spawnOptions: { uid?: number; gid?: number };
}

/** How to run the server's programs here, given the folders that they must reach. */
export function postgresRunAs(folders: string[]): RunAs {
  if (process.getuid?.() !== 0) return { owner: null, prefix: [], spawnOptions: {} };
  if (folders.every(openToOthers)) {
    return { owner: nobody, prefix: [], spawnOptions: { uid: nobody, gid: nobody } };
  }
  return { owner: null, prefix: ["unshare", "-U", "--map-user=1000", "--map-group=1000"], spawnOptions: {} };
}

/** Whether others may enter a folder and all folders above it. */
export function openToOthers(folder: string): boolean {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if (!exists(at)) continue;
    if ((lstatSync(at).mode & 0o001) === 0 && !lstatSync(at).isSymbolicLink()) return false;
    if (at === path.dirname(at)) return true;
  }
}

function exists(folder: string): boolean {
  try {
    accessSync(folder, constants.F_OK);
    return true;
  } catch {
    return false;
  }
}
