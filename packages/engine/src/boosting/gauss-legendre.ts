/**
 * Points and weights that integrate every polynomial of degree below 2 × `count` over [0, 1] exactly. Newton's method on the
 * Legendre polynomial from Tricomi's first guess (Golub and Welsch 1969 for the theory). O(count²).
 */
export function findGaussPoints(count: number): { nodes: Float64Array; weights: Float64Array } {
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    let x = Math.cos((Math.PI * (index + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < 8; step += 1) {
      const legendre = evaluateLegendre(count, x);
      slope = legendre.slope;
      x -= legendre.value / slope;
    }
    nodes[index] = (1 + x) / 2;
    weights[index] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

function evaluateLegendre(degree: number, x: number): { value: number; slope: number } {
  let previous = 1;
  let value = x;
  for (let order = 2; order <= degree; order += 1) {
    const next = ((2 * order - 1) * x * value - (order - 1) * previous) / order;
    previous = value;
    value = next;
  }
  return { value, slope: (degree * (x * value - previous)) / (x * x - 1) };
}
