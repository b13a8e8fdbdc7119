/** A colour as three bytes. */
export type Rgb = readonly [number, number, number];

/** What text must differ by from its ground (WCAG 2.2 AA). */
export const readable = 4.5;

/** The grounds of a log in each theme, as bytes: `--log` of the tokens. */
export const grounds = { light: [253, 254, 254], dark: [14, 18, 20] } as const satisfies Record<string, Rgb>;

export function contrast(a: Rgb, b: Rgb): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** The colour itself where it can be read on a ground, else the nearest one towards black or white that can. */
export function readableOn(colour: Rgb, ground: Rgb): Rgb {
  const end: Rgb = luminance(ground) > 0.18 ? [0, 0, 0] : [255, 255, 255];
  for (let step = 0; step <= steps; step++) {
    const mixed = mix(colour, end, step / steps);
    if (contrast(mixed, ground) >= readable) return mixed;
  }
  return end;
}

/** Black or white, whichever is read better; one of them always can be. */
export function inkOn(ground: Rgb): Rgb {
  return contrast([0, 0, 0], ground) >= contrast([255, 255, 255], ground) ? [0, 0, 0] : [255, 255, 255];
}

const steps = 32;

function mix(from: Rgb, to: Rgb, part: number): Rgb {
  const at = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * part);
  return [at(0), at(1), at(2)];
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(byte: number): number {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
