/** How much of a last line is shown in a list. */
const shownBytes = 400;

/** The last line of output that says something, as lists show it. */
export class LastLine {
  #complete = "";
  #open = Buffer.alloc(0);

  add(bytes: Buffer): void {
    const end = bytes.lastIndexOf(10);
    if (end === -1) {
      this.#open = Buffer.concat([this.#open, bytes]).subarray(-4 * shownBytes);
      return;
    }
    const head = Buffer.concat([this.#open, bytes.subarray(Math.max(0, end - 4 * shownBytes), end)]);
    this.#complete = lastSpoken(head) ?? this.#complete;
    this.#open = Buffer.from(bytes.subarray(end + 1).subarray(-4 * shownBytes));
  }

  /** Without NUL, which text columns refuse; null when nothing was said. */
  text(): string | null {
    return lastSpoken(this.#open) ?? (this.#complete === "" ? null : this.#complete);
  }
}

function lastSpoken(bytes: Buffer): string | undefined {
  const lines = bytes
    .toString("utf8")
    .replaceAll("\0", "")
    .split(/\r\n|\r|\n/);
  return lines.findLast((line) => line.trim() !== "")?.slice(0, shownBytes);
}
