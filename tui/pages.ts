import type { CleanUpPlan, Finding, StepResult } from "../workflows/contract.ts";
import { type Line, renderMarkdown, type Span, wrap } from "./markdown.ts";
import type { LabSession } from "./session.ts";
import type { Station, TerminalState } from "./state.ts";
import { FINDING_MARKS } from "./theme.ts";

/** The page of a station as lines of at most `width` columns: guide, hints, or the commands with the participant's ids. */
export function pageOf(
  station: Station,
  state: TerminalState,
  session: LabSession | undefined,
  width: number,
): Line[] {
  if (state.machine?.view.approval) return planPage(state.machine.view.approval.plan, width);
  if (!session) return renderMarkdown("Opening the account …", width);
  if (station.kind === "build") return buildPage(state, session, width);
  if (station.kind === "clean-up") return renderMarkdown(cleanUpText(state), width);
  const { step } = station;
  if (state.page === "hints") {
    const hints = step.hints.slice(0, state.hints);
    const rest = step.hints.length - hints.length;
    return renderMarkdown(
      [
        `## Hints`,
        ...hints.map((hint, index) => `${index + 1}. ${hint}`),
        rest > 0 ? `*h shows one more (${rest} left).*` : "",
      ].join("\n\n"),
      width,
    );
  }
  if (state.page === "commands") {
    const commands = step
      .commands(state.resources, session.place)
      .flatMap(({ why, command }) => [why, fence(command)]);
    return renderMarkdown(
      [
        "## With the AWS CLI",
        ...(session.place.kind === "local" ? [shellNote] : []),
        ...commands,
        `Console: ${step.consoleUrl(state.resources, session.place)}`,
      ].join("\n\n"),
      width,
    );
  }
  return renderMarkdown(step.guide, width);
}

const fence = (text: string): string => `\`\`\`\n${text}\n\`\`\``;

const shellNote = `In another terminal, once: ${'`eval "$(npx handrail env)"`'}`;

function buildPage(state: TerminalState, session: LabSession, width: number): Line[] {
  const { guide, place } = session;
  const lines = renderMarkdown(guide.introduction, width);
  const facts = [
    place.kind === "local"
      ? `You are in the **local account**: nothing leaves this machine, nothing costs. It answers at \`${place.endpoint}\`.`
      : `You are in the **AWS account ${place.accountId}** as \`${place.arn}\`. The lab costs about **$${guide.costPerHour.toFixed(2)} an hour** until it is cleaned up.`,
  ];
  if (state.build) {
    facts.push(`The stack **${state.build.stack.name}** is in state ${state.build.stack.status}.`);
    for (const site of state.build.sites)
      facts.push(`- ${site.url} answers ${site.status}${site.note ? ` (${site.note})` : ""}`);
    if (place.kind === "local" && state.build.sites.length > 0)
      facts.push(`See one yourself: \`curl -x ${place.endpoint} ${state.build.sites[0]!.url}\``);
  } else facts.push("Press **b** to build it.");
  return [...renderMarkdown(facts.join("\n\n"), width), { spans: [] }, ...lines];
}

function cleanUpText(state: TerminalState): string {
  if (state.cleaned) {
    const done = state.cleaned.stages.reduce((count, stage) => count + stage.done.length, 0);
    return [
      "## Clean",
      `${done} things were removed or restored. An inventory taken afterwards finds nothing of the lab, and all that the account had before.`,
      ...state.cleaned.foreign.map((item) => `- left alone: ${item.kind} ${item.name ?? ""} ${item.id}`),
    ].join("\n\n");
  }
  return [
    "## Clean up",
    "Press **c**. You will be shown what goes, what is restored and what is left alone, and nothing happens before you say yes.",
    "Afterwards the account is listed anew, by other code than that which removed things, and compared with what was written down before the lab was built.",
  ].join("\n\n");
}

/** A plan that waits for a yes. */
function planPage(plan: CleanUpPlan, width: number): Line[] {
  const item = ({ kind, name, id, why }: CleanUpPlan["items"][number]) =>
    `- **${kind}** ${name ?? ""} \`${id}\`: ${why}`;
  const left = plan.items.filter((one) => one.action === "leave");
  return renderMarkdown(
    [
      "## This is what goes",
      ...plan.stages.flatMap((stage, index) => [
        `**${index + 1}. ${stage}**`,
        plan.items
          .filter((one) => one.stage === stage)
          .map(item)
          .join("\n"),
      ]),
      ...(left.length > 0 ? ["**Left alone**", left.map(item).join("\n")] : []),
      ...(plan.items.length === 0 ? ["Nothing of the lab is there."] : []),
    ].join("\n\n"),
    width,
  );
}

/** A step's findings: those to act on first come first and whole, the met ones as a line each. */
export function findingLines(result: StepResult | undefined, width: number): Line[] {
  if (!result) return [{ spans: [{ text: "Not verified yet. Press v.", dim: true }] }];
  const order: Finding["status"][] = ["unmet", "blocked", "waiting", "advice", "met", "elsewhere"];
  const sorted = [...result.findings].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  return sorted.flatMap((finding) => {
    const { sign, color } = FINDING_MARKS[finding.status];
    const head = wrap(
      [
        { text: `${sign} `, color },
        { text: finding.requirement, bold: finding.status === "unmet" },
      ],
      width,
    );
    if (finding.status === "met" || finding.status === "elsewhere") return head;
    const detail = (label: string, text: string): Line[] => {
      const heading: Span = { text: `    ${label} `, dim: true };
      return wrap([{ text }], width - heading.text.length).map((line, row) => ({
        spans: [row === 0 ? heading : { text: " ".repeat(heading.text.length) }, ...line.spans],
      }));
    };
    return [
      ...head,
      ...detail("expected", finding.expected),
      ...detail("actual  ", finding.actual),
      ...(finding.remedy ? detail("do      ", finding.remedy) : []),
    ];
  });
}
