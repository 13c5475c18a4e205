/** A page with the rows of the people's list as plain elements, all of them at once: what a list without an end costs otherwise. */
export function plainListPage(rows: number): string {
  const row = (index: number) =>
    `<li><a href="#${index}">Person ${index}</a><span>person-${index}@example.com</span><span>person-${index}</span><b>Identified</b><span>1</span><time>now</time></li>`;
  const style = `body{margin:0}#screen{height:100vh}.overflow-y-auto{overflow-y:auto;height:100%}ul{margin:0;padding:0}
    li{display:grid;grid-template-columns:1fr 1fr 1fr 7rem 4rem 4rem;align-items:center;min-height:44px;border-bottom:1px solid #ccc}`;
  const list = Array.from({ length: rows }, (_, index) => row(index)).join("");
  return `<!doctype html><style>${style}</style><main id="screen"><div class="overflow-y-auto"><ul>${list}</ul></div></main>`;
}
