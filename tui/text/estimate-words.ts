import type { Estimate } from "../../tasks/labs/estimate.ts";

/** `$0.25`; what is less than a cent is said to be. */
export const usd = (amount: number): string =>
  amount > 0 && amount < 0.005 ? "less than a cent" : `$${amount.toFixed(2)}`;

/** `about 880 state transitions, $0.02`: no more digits than an estimate has. */
export const transitionsInWords = ({ transitions, transitionsUsd }: Estimate): string =>
  `about ${rounded(transitions)} state transitions, ${usd(transitionsUsd)}`;

/** What validating a lab will take, before it is begun. */
export function estimateInWords(estimate: Estimate, place: "local" | "aws"): string {
  const { transitions, transitionsUsd, minutes, labUsd } = estimate;
  return place === "aws"
    ? `This takes ${transitionsInWords(estimate)}, and some ${minutes} minutes, in which the lab costs ${usd(labUsd)}.`
    : `This takes about ${rounded(transitions)} state transitions. On AWS those cost ${usd(transitionsUsd)}, and the lab some ${minutes} minutes and ${usd(labUsd)}.`;
}

const rounded = (count: number): number => Math.round(count / 10) * 10;
