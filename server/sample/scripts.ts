import type { SampleKey } from "../domain/sample.ts";

/** One script, and the task that runs it on the sandbox; both have its name. */
export interface Sample {
  key: SampleKey;
  name: string;
  content: string;
  arguments: string[];
  /** About how long it runs. */
  aboutSeconds: number;
}

const diskReport = `#!/bin/sh
# How full are the disks? Marks those above the limit.
limit="\${1:-90}"

df -P 2>/dev/null | awk -v limit="$limit" '
  NR > 1 && $6 !~ "^/(dev|proc|sys|run)" {
    mark = $5 + 0 > limit ? "  above " limit "%" : ""
    printf "%-24s %4s%s\\n", $6, $5, mark
  }' | while IFS= read -r line; do
  echo "$line"
  sleep 0.3
done
`;

const serviceCheck = `#!/bin/sh
# Do these services run, and is the clock set? One line each.
[ $# -gt 0 ] || set -- sshd cron

for service in "$@"; do
  if grep -qsx "$service" /proc/[0-9]*/comm; then
    echo "$service runs"
  else
    echo "$service does not run"
  fi
done
echo "clock $(date '+%Y-%m-%d %H:%M:%S %Z')"
echo "load $(cut -d' ' -f1-3 /proc/loadavg)"
`;

const failWith3 = `#!/bin/sh
# Fails on purpose, to show what a failure looks like.
echo "step 1 of 2 done"
echo "step 2 of 2: the disk for backups is not mounted" >&2
exit 3
`;

const coloursAndLines = `#!/bin/sh
# 12,000 lines in colour, with a progress bar that stays on its line.
part=0
while [ "$part" -lt 60 ]; do
  part=$((part + 1))
  awk -v part="$part" 'BEGIN {
    for (line = 1; line <= 200; line++) {
      number = (part - 1) * 200 + line
      printf "\\033[%dm%6d\\033[0m  a line like many others, number \\033[1m%d\\033[0m\\n", 31 + number % 6, number, number
    }
  }'
  printf '\\r%3d%% ' "$((part * 100 / 60))" >&2
  sleep 0.1
done
echo >&2
`;

const hello = `#!/bin/sh
# Takes arguments, and says them one by one.
echo "Hello from $(uname -s), as uid $(id -u)"
echo "arguments: $*"
for argument in "$@"; do
  printf '  [%s]\\n' "$argument"
done
echo "this line goes to stderr" >&2
`;

/** The first of them only reads, and ends well on any machine. */
export const samples: Sample[] = [
  { key: "diskReport", name: "disk-report.sh", content: diskReport, arguments: [], aboutSeconds: 2 },
  { key: "serviceCheck", name: "service-check.sh", content: serviceCheck, arguments: [], aboutSeconds: 1 },
  { key: "failWith3", name: "fail-with-3.sh", content: failWith3, arguments: [], aboutSeconds: 1 },
  {
    key: "coloursAndLines",
    name: "colours-and-lines.sh",
    content: coloursAndLines,
    arguments: [],
    aboutSeconds: 8,
  },
  { key: "hello", name: "hello.sh", content: hello, arguments: ["one", "two words"], aboutSeconds: 1 },
];

/** One of them by its key. */
export function sampleOf(key: SampleKey): Sample {
  const sample = samples.find((one) => one.key === key);
  if (sample === undefined) throw new Error(`there is no sample ${key}`);
  return sample;
}

/** A task of the first sample on a schedule, which rests until somebody starts it. */
export const scheduledSample = { name: "disk-report nightly", cron: "30 2 * * *" } as const;
