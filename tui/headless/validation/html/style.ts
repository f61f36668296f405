import { Markup } from "./markup.ts";

/** Paper is light, whatever the screen is. */
export const STYLE = new Markup(`
:root {
  color-scheme: light dark;
  --page: #ffffff; --panel: #f5f6f8; --text: #1b1f24; --quiet: #59636e; --line: #d5dae0; --link: #0757b8;
  --good: #1a7f37; --bad: #c62828; --warn: #8a5a00; --other: #6a737d;
  --good-fill: #57ab5a; --bad-fill: #e5534b; --warn-fill: #daaa3f; --other-fill: #9aa4af; --wait-fill: #a9c7ea;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #12161b; --panel: #1b2128; --text: #e3e8ee; --quiet: #9aa7b4; --line: #353d47; --link: #78b3ff;
    --good: #57c26b; --bad: #ff7b72; --warn: #e0af4a; --other: #9aa7b4;
    --good-fill: #3f9a52; --bad-fill: #d9534f; --warn-fill: #b98a2c; --other-fill: #6e7884; --wait-fill: #45688f;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 24px 20px 64px; }
h1 { font-size: 24px; line-height: 1.25; margin: 0 0 12px; }
h2 { font-size: 19px; margin: 40px 0 10px; padding-bottom: 4px; border-bottom: 1px solid var(--line); }
h3 { display: inline; font-size: 16px; margin: 0; }
h4 { font-size: 14px; margin: 16px 0 4px; }
p { margin: 6px 0; }
a { color: var(--link); }
code { font: 13px/1.45 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); }
.lines { white-space: pre-line; overflow-wrap: anywhere; }
.verdict { border: 1px solid var(--line); border-left: 6px solid var(--tone); background: var(--panel); border-radius: 6px; padding: 14px 18px; }
.verdict strong { color: var(--tone); font-size: 18px; }
.good { --tone: var(--good); } .bad { --tone: var(--bad); } .warn { --tone: var(--warn); } .other { --tone: var(--other); }
.mark { color: var(--tone); font-weight: 600; white-space: nowrap; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 14px 0 0; padding: 0; }
table { border-collapse: collapse; width: 100%; margin: 8px 0; }
caption { text-align: left; color: var(--quiet); padding: 4px 0; }
th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
thead th { color: var(--quiet); font-weight: 600; font-size: 13px; }
tbody th { font-weight: 500; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td small, th small { display: block; color: var(--quiet); font-weight: 400; font-size: 13px; }
.findings th, .findings td { width: 33.3%; }
.calls th, .calls td { width: 66%; } .calls th:first-child, .calls td:first-child { width: 34%; }
.wide { overflow-x: auto; } .wide table { min-width: 660px; }
details { border: 1px solid var(--line); border-radius: 6px; margin: 8px 0; padding: 0 14px; }
details[open] { padding-bottom: 12px; }
summary { cursor: pointer; padding: 8px 0; }
summary .quiet { font-size: 13px; margin-left: 8px; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
ul.problems { margin: 4px 0; padding-left: 22px; color: var(--bad); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 8px 0; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
.timeline { display: block; width: 100%; min-width: 780px; height: auto; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; }
.timeline text { fill: var(--text); font-size: 11px; font-family: inherit; }
.timeline .group { font-weight: 600; } .timeline .axis, .timeline .row { fill: var(--quiet); }
.timeline .grid { stroke: var(--line); stroke-width: 1; } .timeline .between { stroke: var(--line); stroke-width: 1; }
.timeline .whole { fill: var(--line); opacity: .55; }
.state { stroke: var(--panel); stroke-width: .6; }
.fill-good { fill: var(--good-fill); } .fill-bad { fill: var(--bad-fill); }
.fill-warn { fill: var(--warn-fill); } .fill-other { fill: var(--other-fill); } .fill-wait { fill: var(--wait-fill); }
.ink { stroke: var(--panel); stroke-width: 1.6; fill: none; } .dot { fill: var(--panel); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; padding: 0; margin: 6px 0; font-size: 13px; color: var(--quiet); }
.legend svg { vertical-align: -2px; margin-right: 6px; }
@media (max-width: 640px) { main { padding: 14px 10px 40px; } dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 6px; } }
@media print {
  @page { margin: 14mm; }
  body { font-size: 10pt; } main { max-width: none; padding: 0; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  nav { display: none; }
  .wide { overflow: visible; } .wide table { min-width: 0; } .timeline { min-width: 0; max-height: 250mm; }
  h2, h3, h4, summary { break-after: avoid; } tr, svg, .verdict { break-inside: avoid; } thead { display: table-header-group; }
  details { border: 0; padding: 0; }
  details::details-content { content-visibility: visible; block-size: auto; display: block; }
  a { color: inherit; text-decoration: none; }
}
`);
