/** Style of the API reference page: a column to find, a column to read, light and dark. */
export const REFERENCE_CSS = `
:root { color-scheme: light dark; --text: light-dark(#1a1d21, #e8e6e3); --quiet: light-dark(#5b626b, #a5a29c);
  --line: light-dark(#e3e1dc, #33363b); --page: light-dark(#fbfaf8, #16181b); --accent: light-dark(#0b5d53, #6fd0c0); }
* { box-sizing: border-box; }
body { margin: 0; display: grid; grid-template-columns: 20rem minmax(0, 52rem); color: var(--text); background: var(--page);
  font: 15px/1.6 system-ui, sans-serif; }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.5rem; border-right: 1px solid var(--line); font-size: 13px; }
nav h1 { font-size: 1rem; } nav h2 { font-size: 12px; color: var(--quiet); text-transform: uppercase; letter-spacing: .06em; }
nav ul { list-style: none; padding: 0; margin: 0; } nav li { margin: .2rem 0; overflow-wrap: anywhere; }
main { padding: 2rem 3rem 6rem; } a { color: var(--accent); } code { font: 13px ui-monospace, monospace; }
article { border-top: 1px solid var(--line); padding: 1.2rem 0; } h3 { font-size: 1rem; overflow-wrap: anywhere; }
h4 { margin: 1rem 0 .3rem; font-size: 13px; color: var(--quiet); } .access { color: var(--quiet); }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
@media (max-width: 800px) { body { display: block; } nav { position: static; height: auto; border: 0; } main { padding: 1rem; } }
`;
