import type { PlanItem } from "../../../../workflows/contract.ts";
import { comparedInWords } from "../../../clean-up/proof-words.ts";
import { totalOf, unlistedInWords } from "../../../clean-up/tally-words.ts";
import { readLeft } from "../../../execution/left-behind.ts";
import { leftInWords } from "../left-in-words.ts";
import type { ValidationReport } from "../report.ts";
import { html, type Markup } from "./markup.ts";
import { mark, thing, tookFrom } from "./words.ts";

/** What clean-up removed, restored and left, and the numbers that prove that all else is as it was. */
export function cleanUpSection(report: ValidationReport): Markup {
  const { cleanUp } = report;
  const took = tookFrom(cleanUp.startedAt, cleanUp.endedAt);
  return html`<section aria-labelledby="clean-up"><h2 id="clean-up">Clean-up${took ? html` <span class="quiet">${took}</span>` : ""}</h2>
${cleanUp.startedAt ? [outcome(report), numbers(report), stagesTable(report), foreignTable(report)] : html`<p>Nothing was built, so that there was nothing to clean up.</p>`}
</section>`;
}

function outcome(report: ValidationReport): Markup {
  const { output } = report.cleanUp;
  return output
    ? html`<p>${mark("good", "✓ Nothing of the lab is left.")} ${comparedInWords(output)}</p>`
    : html`<p>${mark("bad", "✗ Something of the lab is left, or may be.")}</p><p class="lines">${leftInWords(report)}</p>`;
}

function numbers({ cleanUp }: ValidationReport): Markup {
  const { output, stages, foreign, stayed, error } = cleanUp;
  const done = stages.flatMap((stage) => stage.done);
  const restored = done.filter(({ action }) => action === "restore").length;
  const left = output ?? readLeft(error?.cause);
  const facts: [name: string, value: number][] = [
    ["removed", done.length - restored],
    ["restored", restored],
    ["could not be removed", stages.reduce((sum, { failed }) => sum + failed.length, 0)],
    ["somebody else's, left alone", totalOf(foreign, stayed)],
  ];
  const proof: [name: string, value: number][] = [
    ...(output
      ? ([
          ["before the lab", output.compared.before],
          ["after the clean-up", output.compared.after],
        ] satisfies [string, number][])
      : []),
    ["left of the lab", left.left.length],
    ["missing, and not the lab's", left.missing.length],
    ["changed, and not put back", left.changed.length],
  ];
  const list = (of: [string, number][]) =>
    html`<dl>${of.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
  return html`<h4>What was done, in things</h4>${list(facts)}<h4>The account held against the ledger, in things</h4>${list(proof)}`;
}

function stagesTable({ cleanUp: { stages } }: ValidationReport): Markup | undefined {
  const swept = stages.filter(({ done, failed }) => done.length + failed.length > 0);
  if (swept.length === 0) return undefined;
  return html`<div class="wide"><table><caption>What was removed and put back, stage by stage</caption>
<thead><tr><th scope="col">Stage</th><th scope="col">What was done</th><th scope="col">Thing</th><th scope="col">Why</th></tr></thead>
${swept.map(({ stage, done, failed }) => {
  const [first, ...others] = [
    ...done.map((item) => doneCells(item)),
    ...failed.map(
      ({ item, error, cause }) =>
        html`<td>${mark("bad", "✗ failed")}</td><td>${thing(item)}</td><td>${error}: ${cause}</td>`,
    ),
  ];
  return html`<tbody><tr><th scope="rowgroup" rowspan="${done.length + failed.length}">${stage}</th>${first}</tr>${others.map((cells) => html`<tr>${cells}</tr>`)}</tbody>`;
})}</table></div>`;
}

const doneCells = (item: PlanItem): Markup =>
  html`<td>${item.action === "restore" ? "put back" : "removed"}</td><td>${thing(item)}</td><td>${item.why}${item.to ? html`<small>Back to: ${item.to}</small>` : ""}</td>`;

function foreignTable({ cleanUp: { foreign, stayed } }: ValidationReport): Markup | undefined {
  if (foreign.length === 0) return undefined;
  const more = unlistedInWords(foreign, stayed);
  return html`<table><caption>Somebody else's: left alone</caption><thead><tr><th scope="col">Thing</th><th scope="col">Why</th></tr></thead>
<tbody>${foreign.map((item) => html`<tr><td>${thing(item)}</td><td>${item.why}</td></tr>`)}</tbody></table>
${more ? html`<p>And more of the same: ${more}.</p>` : ""}`;
}
