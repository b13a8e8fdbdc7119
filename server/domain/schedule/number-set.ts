/** A part of a set of whole numbers, as people would say it. */
export type NumberPart =
  | { kind: "one"; value: number }
  | { kind: "run"; from: number; to: number }
  | { kind: "steps"; from: number; to: number; step: number };

/** From so many numbers on at equal distances it is said by its ends. */
const shortestRun = 3;
const shortestSteps = 5;

/** Ascending numbers as single ones, runs (3–6) and equal steps (0 to 50 by 10); nothing is lost in it. */
export function numberParts(numbers: number[]): NumberPart[] {
  const parts: NumberPart[] = [];
  for (let index = 0; index < numbers.length; ) {
    const length = equalSteps(numbers, index);
    const from = numbers[index] ?? 0;
    const to = numbers[index + length - 1] ?? from;
    const step = (numbers[index + 1] ?? from) - from;
    if (step === 1 && length >= shortestRun) parts.push({ kind: "run", from, to });
    else if (step > 1 && length >= shortestSteps) parts.push({ kind: "steps", from, to, step });
    else parts.push({ kind: "one", value: from });
    index += parts.at(-1)?.kind === "one" ? 1 : length;
  }
  return parts;
}

/** How many numbers from an index on lie at equal distances. */
function equalSteps(numbers: number[], index: number): number {
  const step = (numbers[index + 1] ?? 0) - (numbers[index] ?? 0);
  let last = index + 1;
  while (last < numbers.length && (numbers[last] ?? 0) - (numbers[last - 1] ?? 0) === step) last++;
  return last - index;
}

/** The step of numbers that fill a circle of so many evenly from 0 on (0, 20, 40 of 60: 20); null for others. */
export function evenStep(numbers: number[], circle: number): number | null {
  const step = circle / numbers.length;
  return Number.isInteger(step) && numbers.every((value, index) => value === index * step) ? step : null;
}
