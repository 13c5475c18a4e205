import type { TileKernel } from "./tile-kernel.ts";
import { createTileKernel, TILE, TILE_FLOATS } from "./tile-kernel.ts";

/**
 * A symmetric matrix of 32-bit floats as the tiles of its lower triangle, row by row of tiles: half the memory of a
 * square. Rows past `size` pad the last tiles.
 */
export type SymmetricTiles = {
  readonly size: number;
  /** Tiles along one side. */
  readonly tiles: number;
  readonly kernel: TileKernel;
  /** Position of the first float of the working space: two panels of `tiles` tiles and one tile more. */
  readonly scratch: number;
};

/** A matrix of zeros, about 2·size² bytes. */
export function createSymmetricTiles(size: number, options: { vectorised?: boolean } = {}): SymmetricTiles {
  const tiles = Math.ceil(size / TILE);
  const scratch = ((tiles * (tiles + 1)) / 2) * TILE_FLOATS;
  const kernel = createTileKernel(scratch + (2 * tiles + 1) * TILE_FLOATS, options);
  return { size, tiles, kernel, scratch };
}

/** Position of an entry; of its mirror image when `column` > `row`. */
export function positionOf(row: number, column: number): number {
  const [low, high] = row < column ? [row, column] : [column, row];
  const inTile = (high % TILE) * TILE + (low % TILE);
  const [tileRow, tileColumn] = [Math.floor(high / TILE), Math.floor(low / TILE)];
  // A tile on the diagonal is kept whole, so that either half can be read.
  return tileStart(tileRow, tileColumn) + inTile;
}

/** Position of a tile of the lower triangle. */
export function tileStart(tileRow: number, tileColumn: number): number {
  return ((tileRow * (tileRow + 1)) / 2 + tileColumn) * TILE_FLOATS;
}

/** Copies the lower halves of the tiles on the diagonal to the upper ones, and sets the padding to the identity. */
export function completeDiagonal({ size, tiles, kernel: { floats } }: SymmetricTiles): void {
  for (let tile = 0; tile < tiles; tile += 1) {
    const start = tileStart(tile, tile);
    for (let row = 0; row < TILE; row += 1) {
      if (tile * TILE + row >= size) floats[start + row * TILE + row] = 1;
      for (let column = row + 1; column < TILE; column += 1) {
        floats[start + row * TILE + column] = floats[start + column * TILE + row] ?? 0;
      }
    }
  }
}
