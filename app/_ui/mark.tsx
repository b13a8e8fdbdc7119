const cells = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const faint = new Set([1, 5]);

/** The product's mark: nine hosts, the middle one at work. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
      {cells.map((cell) => (
        <rect
          key={cell}
          x={(cell % 3) * 7.3}
          y={Math.floor(cell / 3) * 7.3}
          width="5.4"
          height="5.4"
          rx="1.4"
          className={cell === 4 ? "fill-now-solid" : "fill-ink"}
          opacity={faint.has(cell) ? 0.45 : 1}
        />
      ))}
    </svg>
  );
}
