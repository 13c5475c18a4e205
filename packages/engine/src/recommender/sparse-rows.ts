import { growFloat64, growInt32, grownCapacity } from "./capacity.ts";

/**
 * Rows of columns and weights, all in two arrays, of which each row has a room of its own: as objects they would be nine for each row,
 * which the garbage collector visits all. Rows grow, shrink and are replaced; what that leaves unused is taken back when half of all is.
 */
export type SparseRows = {
  /** Entries of row r are at starts[r] … starts[r] + sizes[r] − 1; rooms[r] are its own. */
  starts: Int32Array;
  sizes: Int32Array;
  rooms: Int32Array;
  columns: Int32Array;
  weights: Float64Array;
  /** Entries that were ever given out, and those that rows have. */
  end: number;
  held: number;
};

/** No rows. */
export function createSparseRows(): SparseRows {
  return {
    starts: new Int32Array(64),
    sizes: new Int32Array(64),
    rooms: new Int32Array(64),
    columns: new Int32Array(64),
    weights: new Float64Array(64),
    end: 0,
    held: 0,
  };
}

/** Replaces a row. Amortised O(its entries). */
export function setRow(rows: SparseRows, row: number, columns: ArrayLike<number>, weights: ArrayLike<number>): void {
  if (columns.length > (rows.rooms[row] ?? 0)) takeRoom(rows, row, columns.length);
  const start = rows.starts[row] ?? 0;
  rows.columns.set(columns, start);
  rows.weights.set(weights, start);
  if (row < rows.sizes.length) rows.sizes[row] = columns.length;
}

/** Adds an entry at the end of a row. Amortised O(1). */
export function appendEntry(rows: SparseRows, row: number, column: number, weight: number): void {
  const size = rows.sizes[row] ?? 0;
  if (size === (rows.rooms[row] ?? 0)) takeRoom(rows, row, Math.max(4, size * 2));
  const place = (rows.starts[row] ?? 0) + size;
  rows.columns[place] = column;
  rows.weights[place] = weight;
  rows.sizes[row] = size + 1;
}

/** Takes an entry out of a row; the last one takes its place. O(row). @returns the entries that are left */
export function removeEntry(rows: SparseRows, row: number, column: number): number {
  const { columns, weights } = rows;
  const start = rows.starts[row] ?? 0;
  const size = rows.sizes[row] ?? 0;
  const place = columns.subarray(start, start + size).indexOf(column);
  if (place < 0) return size;
  columns[start + place] = columns[start + size - 1] ?? 0;
  weights[start + place] = weights[start + size - 1] ?? 0;
  rows.sizes[row] = size - 1;
  if (size === 1) clearRow(rows, row);
  return size - 1;
}

/** Empties a row and gives its room back. */
export function clearRow(rows: SparseRows, row: number): void {
  if (row >= rows.rooms.length) return;
  rows.held -= rows.rooms[row] ?? 0;
  rows.rooms[row] = 0;
  rows.sizes[row] = 0;
}

/** The columns of a row, until rows change. */
export function columnsOf({ starts, sizes, columns }: SparseRows, row: number): Int32Array {
  const start = starts[row] ?? 0;
  return columns.subarray(start, start + (sizes[row] ?? 0));
}

/** The weights of a row, until rows change. */
export function weightsOf({ starts, sizes, weights }: SparseRows, row: number): Float64Array {
  const start = starts[row] ?? 0;
  return weights.subarray(start, start + (sizes[row] ?? 0));
}

/** Inner product of two rows whose columns ascend. @param scaleOf what the product of a column counts */
export function multiplyRows(
  { starts, sizes, columns, weights }: SparseRows,
  left: number,
  right: number,
  scaleOf: (column: number) => number = () => 1,
): number {
  let at = starts[right] ?? 0;
  const rightEnd = at + (sizes[right] ?? 0);
  const leftStart = starts[left] ?? 0;
  const leftEnd = leftStart + (sizes[left] ?? 0);
  let sum = 0;
  for (let entry = leftStart; entry < leftEnd; entry += 1) {
    const column = columns[entry] ?? 0;
    while (at < rightEnd && (columns[at] ?? 0) < column) at += 1;
    if (at === rightEnd) break;
    if (columns[at] === column) sum += (weights[entry] ?? 0) * (weights[at] ?? 0) * scaleOf(column);
  }
  return sum;
}

/** Moves a row to a larger room at the end. */
function takeRoom(rows: SparseRows, row: number, room: number): void {
  reserveRow(rows, row);
  if (rows.end + room > rows.columns.length) makeRoom(rows, room);
  const start = rows.starts[row] ?? 0;
  rows.columns.copyWithin(rows.end, start, start + (rows.sizes[row] ?? 0));
  rows.weights.copyWithin(rows.end, start, start + (rows.sizes[row] ?? 0));
  rows.held += room - (rows.rooms[row] ?? 0);
  rows.starts[row] = rows.end;
  rows.rooms[row] = room;
  rows.end += room;
}

function reserveRow(rows: SparseRows, row: number): void {
  if (row < rows.starts.length) return;
  const capacity = grownCapacity(rows.starts.length, row + 1);
  rows.starts = growInt32(rows.starts, capacity);
  rows.sizes = growInt32(rows.sizes, capacity);
  rows.rooms = growInt32(rows.rooms, capacity);
}

/** Where half of the entries are nobody's, rows are moved together; else the arrays grow. */
function makeRoom(rows: SparseRows, room: number): void {
  if ((rows.held + room) * 2 <= rows.columns.length) {
    moveTogether(rows);
    return;
  }
  const capacity = grownCapacity(rows.columns.length, rows.end + room);
  rows.columns = growInt32(rows.columns, capacity);
  rows.weights = growFloat64(rows.weights, capacity);
}

function moveTogether(rows: SparseRows): void {
  const { starts, rooms, columns, weights } = rows;
  const kept = [...rooms.keys()].filter((row) => (rooms[row] ?? 0) > 0);
  kept.sort((left, right) => (starts[left] ?? 0) - (starts[right] ?? 0));
  rows.end = 0;
  for (const row of kept) {
    const [start = 0, room = 0] = [starts[row], rooms[row]];
    columns.copyWithin(rows.end, start, start + room);
    weights.copyWithin(rows.end, start, start + room);
    starts[row] = rows.end;
    rows.end += room;
  }
}
