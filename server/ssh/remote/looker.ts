import { program, readValue, valueLine } from "./bootstrap.ts";
import { type Launch, placeOf } from "./launcher.ts";

/**
 * Reads what the launcher left of a target log: its exit code, or whether its process group is still there. Only
 * a directory that is the login user's own is believed.
 */
const looker = program(`
  ${readValue} n=$v;
  ${readValue} t=$v;
  a=nothing;
  for d in "$HOME/.cache/hostrun/hostrun.$t".* "/var/tmp/hostrun.$t".* "/tmp/hostrun.$t".*; do
    [ -d "$d" ] && [ -O "$d" ] || continue;
    if [ -s "$d/exit" ]; then a="ended $(cat "$d/exit")"; break; fi;
    g=$(cat "$d/pid" 2>/dev/null) || continue;
    if kill -s 0 -- "-$g" 2>/dev/null; then a="running $g"; break; fi;
  done;
  printf '\\036hostrun1 %s %s\\036' "$n" "$a";
  exit 0`);

export function lookerFrame(nonce: string, of: Pick<Launch, "installation" | "targetLogId">): Buffer {
  return Buffer.from(looker + [nonce, placeOf(of)].map(valueLine).join(""));
}

/**
 * Says what a host has, a part each, as soon as it is known: login shell, interpreters, where it can write, and its
 * clock. It writes where a run would, and takes it away again: a mode says nothing of a full or read-only disk.
 */
const prober = program(`
  umask 077;
  ${readValue} n=$v;
  r() { printf '\\036hostrun1 %s %s\\036' "$n" "$1"; };
  r "part shell $(uname -s 2>/dev/null)|$SHELL";
  I=; for p in sh bash python3 python perl ruby node php pwsh setsid; do command -v "$p" >/dev/null 2>&1 && I="$I $p"; done;
  r "part interpreters$I";
  W=;
  for b in "$HOME/.cache/hostrun" /var/tmp /tmp; do
    case $b in "$HOME"/*) [ -d "$b" ] || mkdir -p "$b" 2>/dev/null;; esac;
    d=$b/hostrun.test.$n;
    mkdir "$d" 2>/dev/null || continue;
    if printf x 2>/dev/null >"$d/x"; then W=$b; fi;
    rm -rf "$d";
    [ -z "$W" ] || break;
  done;
  r "part directory $W";
  r "clock $(date +%s)";
  exit 0`);

export function proberFrame(nonce: string): Buffer {
  return Buffer.from(prober + valueLine(nonce));
}
