import { isUtf8 } from "node:buffer";
import type { Language } from "../../domain/language.ts";
import { escaped, program, readValue, valueLine } from "./bootstrap.ts";

/** What is to run, with where it belongs. */
export interface Launch {
  language: Language;
  script: Buffer;
  arguments: string[];
  environment: Record<string, string>;
  taskLogId: string;
  targetLogId: string;
  /** Names the installation: another one's target log may have the same id on the same host. */
  installation: string;
}

/** Programs that run a language, the first found is used; `auto` runs the script file itself. */
const interpreters: Record<Language, string[]> = {
  shell: ["sh"],
  bash: ["bash"],
  python: ["python3", "python"],
  perl: ["perl"],
  ruby: ["ruby"],
  node: ["node", "nodejs"],
  php: ["php"],
  powershell: ["pwsh"],
  auto: [],
};

/** Linux cuts one argument or variable at 128 KiB; a longer list of arguments is left out of the environment. */
const longestVariableBytes = 120 * 1024;

/**
 * A script up to this long is read by the shell itself, at about 1.4 ms for each 1 000 bytes (dash, measured); a
 * longer one by `head`, which costs two processes more, about 7 ms.
 */
const longestReadBytes = 4_096;

/**
 * Reads its frame with builtins, and starts nothing before the last byte of the script has arrived. The script
 * leads a session of its own; its process group is reported before it begins, its exit code is left in the
 * private directory and reported after it, on both streams, so that what stands between is the script's own.
 * Death by a signal and an exit with the same status differ only in what the waiting shell says about it (dash,
 * busybox, and bash outside its posix mode do, about most signals): its words are kept apart from the script's own, and reported.
 * Each process that a launcher starts costs the host 1 to 3 ms, so there are few: values and short scripts are read
 * by builtins, programs are looked for in PATH without a subshell, and what others left behind is swept by one launch
 * in sixteen.
 *
 * Then the launcher lets go of both streams and waits for a word on stdin: told that the end is stored, it
 * removes the directory; left alone, it leaves it for a later look.
 */
const launcher = program(`
  umask 077;
  set -f;
  [ -z "$BASH_VERSION" ] || set +o posix;
  ${readValue} n=$v;
  ${readValue} t=$v;
  ${readValue} w=$v;
  ${readValue} f=$v;
  r() { printf '\\036hostrun1 %s %s\\036' "$n" "$1"; };
  no() { r "not_started $1"; r "not_started $1" >&2; exit 0; };
  find_program() { P=; IFS=:; for q in $PATH; do if [ -f "\${q:-.}/$1" ] && [ -x "\${q:-.}/$1" ]; then P=\${q:-.}/$1; break; fi; done; IFS=$o; [ -n "$P" ]; };
  o=$IFS;
  ${readValue} a=$v; set --;
  while [ "$a" -gt 0 ]; do ${readValue} set -- "$@" "$v"; a=$((a-1)); done;
  ${readValue} e=$v; i=0;
  while [ "$i" -lt "$e" ]; do ${readValue} eval "e$i=\\$v"; i=$((i+1)); done;
  IFS= read -r s || exit 98;
  l=; case $s in read) IFS= read -r l || exit 98;; esac;
  D=;
  for b in "$HOME/.cache/hostrun" /var/tmp /tmp; do
    case $b in "$HOME"/*) [ -d "$b" ] || mkdir -p "$b" 2>/dev/null;; esac;
    d=$b/hostrun.$t.$n;
    mkdir "$d" 2>/dev/null || continue;
    [ -z "$w" ] || { D=$d; break; };
    if printf '#!/bin/sh\\n' 2>/dev/null >"$d/x" && chmod 700 "$d/x" && "$d/x" 2>/dev/null; then D=$d; break; fi;
    rm -rf "$d";
  done;
  [ -n "$D" ] || no "launcher no writable directory in ~/.cache/hostrun, /var/tmp or /tmp";
  F=$D/$f;
  if [ "$s" = read ]; then printf %b "$l" >"$F"; else head -c "$s" >"$F"; fi 2>"$D/err" || { m=$(cat "$D/err" 2>/dev/null); rm -rf "$D"; no "launcher the script could not be written: $m"; };
  if [ "$s" != read ]; then c=$(($(wc -c <"$F"))); [ "$c" = "$s" ] || { rm -rf "$D"; exit 98; }; fi;
  I=;
  if [ -z "$w" ]; then chmod 700 "$F";
    case $(head -c 2 "$F") in '#!') ;; *) rm -rf "$D"; no "interpreter_missing #! line";; esac;
  else
    for p in $w; do find_program "$p" && { I=$P; break; }; done;
    [ -n "$I" ] || { rm -rf "$D"; no "interpreter_missing $w"; };
  fi;
  find_program setsid || set -m;
  S=$P;
  c=;
  { (
    exec 2>&4 4>&-;
    i=0; while [ "$i" -lt "$e" ]; do eval "v=\\$e$i"; export "$v"; i=$((i+1)); done;
    export HOSTRUN_LAUNCH="$n";
    exec </dev/null;
    cd "$HOME" 2>/dev/null || cd /;
    exec \${S:+"$S"} /bin/sh -c '
      D=$1 F=$2 I=$3 n=$4; shift 4;
      printf %s "$$" >"$D/pid";
      trap "" PIPE;
      printf "\\036hostrun1 %s started %s %s\\036" "$n" "$$" "$D";
      printf "\\036hostrun1 %s started %s %s\\036" "$n" "$$" "$D" >&2;
      trap - PIPE;
      case $F in *.ps1) exec "$I" -NoProfile -File "$F" "$@";; esac;
      if [ -n "$I" ]; then exec "$I" "$F" "$@"; else exec "$F" "$@"; fi' hostrun "$D" "$F" "$I" "$n" "$@"
  ) &
  wait $!; c=$?; } 4>&2 2>"$D/err";
  [ -n "$c" ] || { rm -rf "$D"; no "launcher no space in $D"; };
  printf '%s\\n' "$c" >"$D/exit";
  k=; [ "$c" -gt 128 ] && [ -n "$S" ] && [ -s "$D/err" ] && k=" signal";
  r "ended $c$k"; r "ended $c$k" >&2;
  exec >/dev/null 2>&1;
  case $n in 0*) find "\${D%/*}" -maxdepth 1 -name 'hostrun.*' -mtime +7 -user "$(id -u)" -exec rm -rf {} + </dev/null & ;; esac;
  if IFS= read -r v && [ "$v" = stored ]; then rm -rf "$D"; fi;
  exit 0`);

/** What the name of a target log's private directory on its host begins with, after `hostrun.`. */
export function placeOf({ installation, targetLogId }: Pick<Launch, "installation" | "targetLogId">): string {
  return `${installation}.${targetLogId}`;
}

/** What the launcher is told on stdin once the end is stored. */
export const storedWord = "stored\n";

/** Everything that goes to the target's stdin: the launcher, its data, and the script last. */
export function launcherFrame(launch: Launch, nonce: string): Buffer {
  const environment = Object.entries({
    ...launch.environment,
    ...argumentsVariable(launch.arguments),
    HOSTRUN_TASK_LOG_ID: launch.taskLogId,
    HOSTRUN_TARGET_LOG_ID: launch.targetLogId,
  });
  const head = [nonce, placeOf(launch), interpreters[launch.language].join(" "), fileName(launch.language)];
  const values = [
    ...head,
    String(launch.arguments.length),
    ...launch.arguments,
    String(environment.length),
    ...environment.map(([name, value]) => `${name}=${value}`),
  ];
  return Buffer.concat([Buffer.from(launcher + values.map(valueLine).join("")), scriptPart(launch.script)]);
}

/**
 * The script as a line of its own, where any shell can read it; else its length and its bytes. Bash's `read` takes
 * the newline for a part of a character that was cut before it.
 */
function scriptPart(script: Buffer): Buffer {
  const readable = script.length <= longestReadBytes && !script.includes(0) && isUtf8(script);
  if (!readable) return Buffer.concat([Buffer.from(`${script.length}\n`), script]);
  return Buffer.from(`read\n${escaped(script.toString())}\n`);
}

function fileName(language: Language): string {
  return language === "powershell" ? "script.ps1" : "script";
}

function argumentsVariable(values: string[]): Record<string, string> {
  const json = JSON.stringify(values);
  return Buffer.byteLength(json) <= longestVariableBytes ? { HOSTRUN_ARGUMENTS: json } : {};
}
