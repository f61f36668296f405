import { estimateParticipant } from "../../../tasks/labs/estimate.ts";
import type { LabGuide } from "../../../tasks/labs/lab.ts";
import type { Launch } from "../../session.ts";
import { transitionsInWords } from "../../text/estimate-words.ts";
import { factLines } from "../../text/facts.ts";
import { renderMarkdown } from "../../text/markdown.ts";
import { EMPTY_LINE, type Line } from "../../text/text.ts";
import type { StartState } from "./state.ts";

/** Longer lines are hard to read. */
export const MEASURE = 100;

/** What is to be known of what the pointer is at, before one goes on with it. */
export function choicePage(launch: Launch, { at, kind, lab }: StartState, width: number): Line[] {
  const guide = launch.labs[lab]!;
  if (at === "lab") return renderMarkdown(guide.introduction, width);
  return kind === "local" ? localLines(launch, guide, width) : awsLines(launch, guide, width);
}

function localLines({ home, pace, suffix }: Launch, guide: LabGuide, width: number): Line[] {
  return [
    ...renderMarkdown(
      "An AWS account that is played on this machine, at 127.0.0.1. The AWS CLI, the SDKs and the CDK work on it as on AWS, and **nothing leaves this machine**.",
      width,
    ),
    EMPTY_LINE,
    ...factLines(
      [
        ["costs", "nothing"],
        ["takes", `${buildsIn(pace, guide)} to build the lab`],
        ["needs", "nothing: no AWS account, no credentials, no Docker"],
        ["asks", `when you build, ${asksFor(suffix)}`],
        ["keeps", home ? `all that you do, in ${home}; leave when you like` : "nothing once you leave"],
      ],
      width,
    ),
    EMPTY_LINE,
    ...renderMarkdown("**Enter** opens it. Nothing is built until you say so there.", width),
  ];
}

function awsLines({ suffix }: Launch, guide: LabGuide, width: number): Line[] {
  const { buildTime, costPerHour } = guide;
  return [
    ...renderMarkdown(
      "The account that your own AWS credentials lead to. Take one that is there to practise in, not one that others rely on.",
      width,
    ),
    EMPTY_LINE,
    ...factLines(
      [
        ["costs", `about $${costPerHour.toFixed(2)} an hour, from the build until you clean up`],
        ["machines", `${transitionsInWords(estimateParticipant(guide))}, from the build to the clean-up`],
        ["takes", `${buildTime} to build the lab, and about as long to remove it`],
        ["needs", "credentials (aws sso login, aws login or aws configure) that may create roles and stacks"],
        ["asks", `before anything is created; when you build, ${asksFor(suffix)}`],
      ],
      width,
    ),
    EMPTY_LINE,
    ...renderMarkdown(
      "**Enter**, then **y**, asks AWS who you are. Until then no credentials are read and AWS is not called.",
      width,
    ),
  ];
}

/** AWS's delays pass there as fast as one asked for. */
function buildsIn(pace: Launch["pace"], { buildTime }: LabGuide): string {
  if (pace === "real") return `${buildTime}, as on AWS,`;
  return pace === "fast" ? "less than a minute" : "seconds";
}

const asksFor = (suffix: string): string => `for a suffix for your buckets' names ("${suffix}" is proposed)`;
