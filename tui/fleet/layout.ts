/** How the columns of the screen are shared out. */
export interface FleetLayout {
  /** Lines of accounts, below the line with the columns' names. */
  rows: number;
  table: number;
  /** Columns of the details beside the table; 0: they take its place. */
  details: number;
}

/** Columns from which the details of the selected account stand beside the table. */
const BESIDE_FROM = 150;

/** Longer lines of text are hard to read. */
const MEASURE = 80;

/** Between the table and the details. */
export const GAP = 2;

/** What a table of this size shows. Its title and the columns' names take a line each. */
export function fleetLayout(width: number, height: number): FleetLayout {
  const details = width < BESIDE_FROM ? 0 : Math.min(MEASURE, Math.floor(width * 0.38));
  return {
    rows: Math.max(1, height - 2),
    table: details === 0 ? width : width - details - GAP,
    details,
  };
}

/** Which of so many rows is the first on the screen, so that the selected one is in the middle of it. */
export const firstRow = (selected: number, count: number, rows: number): number =>
  Math.max(0, Math.min(selected - Math.floor(rows / 2), count - rows));
