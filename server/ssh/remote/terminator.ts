import { program, readValue, valueLine } from "./bootstrap.ts";

/**
 * TERM to the script's process group and to its children that left the session (found by their environment,
 * where /proc shows it), the grace, KILL, and a look at what is still there. Children are looked for anew each
 * time, since they may have had children.
 */
const terminator = program(`
  ${readValue} n=$v;
  ${readValue} g=$v;
  ${readValue} m=$v;
  ${readValue} w=$v;
  export LC_ALL=C;
  strays() { grep -lzxF "HOSTRUN_LAUNCH=$m" /proc/[0-9]*/environ 2>/dev/null | while IFS=/ read -r x y p z; do printf '%s ' "$p"; done; };
  signal() { kill -s "$1" -- "-$g" 2>/dev/null; for p in $(strays); do kill -s "$1" "$p" 2>/dev/null; done; };
  zombie() { case $(sed -n 's/^State:[^A-Z]*\\(.\\).*/\\1/p' "/proc/$1/status" 2>/dev/null) in Z|X) return 0;; *) return 1;; esac; };
  alive() {
    a=; kill -s 0 -- "-$g" 2>/dev/null && { zombie "$g" || a=$g; };
    if [ -n "$a" ] || ps -o pid= -g "$g" >/dev/null 2>&1; then for p in $(ps -o pid= -g "$g" 2>/dev/null); do zombie "$p" || a="$a $p"; done; fi;
    for p in $(strays); do zombie "$p" || a="$a $p"; done;
    [ -n "$a" ];
  };
  pause() { sleep 0.1 2>/dev/null || sleep 1; };
  signal TERM;
  i=0; while alive && [ "$i" -lt "$w" ]; do pause; i=$((i+1)); done;
  k=; if alive; then k=killed; signal KILL; i=0; while alive && [ "$i" -lt 30 ]; do pause; signal KILL; i=$((i+1)); done; fi;
  if alive; then printf '\\036hostrun1 %s alive %s\\036' "$n" "$a"; else printf '\\036hostrun1 %s gone %s\\036' "$n" "$k"; fi;
  exit 0`);

/** What goes to stdin to end a script: its process group, its launch's nonce, and the grace in tenths of a second. */
export function terminatorFrame(
  nonce: string,
  stop: { processGroup: number; launch: string; graceMs: number },
): Buffer {
  const values = [nonce, String(stop.processGroup), stop.launch, String(Math.ceil(stop.graceMs / 100))];
  return Buffer.from(terminator + values.map(valueLine).join(""));
}
