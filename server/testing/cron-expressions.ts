import fc from "fast-check";

/** Any expression that people write: each field in all of its ways. */
export const anyExpression: fc.Arbitrary<string> = fc
  .tuple(
    fc.option(field(0, 59), { nil: undefined }),
    field(0, 59),
    field(0, 23),
    fc.oneof(field(1, 31), fc.constantFrom("L", "LW", "15W", "1W,20", "L-3", "L-2,10")),
    fc.oneof({ weight: 3, arbitrary: fc.constant("*") }, field(1, 12), fc.constantFrom("JAN-MAR", "6,9")),
    fc.oneof(
      { weight: 2, arbitrary: fc.constant("*") },
      field(0, 6),
      fc.constantFrom("MON-FRI", "1-5", "5L", "2#1", "1#2,4", "+MON", "0", "7", "6,0", "+1-5"),
    ),
  )
  .map((fields) => fields.filter((value) => value !== undefined).join(" "));

function field(lowest: number, highest: number): fc.Arbitrary<string> {
  const number = fc.integer({ min: lowest, max: highest });
  const range = fc.tuple(number, number).map((ends) => ends.sort((a, b) => a - b));
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant("*") },
    number.map(String),
    fc.uniqueArray(number, { minLength: 2, maxLength: 4 }).map((numbers) => numbers.join(",")),
    range.map(([from, to]) => `${from}-${to}`),
    fc.integer({ min: 2, max: 20 }).map((step) => `*/${Math.min(step, highest - lowest)}`),
  );
}
