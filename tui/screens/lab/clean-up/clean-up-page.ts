import { ERRORS } from "../../../../workflows/contract.ts";
import type { TerminalState } from "../../../state/state.ts";
import { renderMarkdown } from "../../../text/markdown.ts";
import type { Line } from "../../../text/text.ts";
import { leftPage } from "./left-page.ts";
import { progressPage } from "./progress-page.ts";
import { proofPage } from "./proof-page.ts";

/** What clean-up will do, does, or has done. */
export function cleanUpPage({ cleaned, machine }: TerminalState, width: number): Line[] {
  const view = machine?.verb === "clean-up" ? machine.view : undefined;
  if (view?.status === "RUNNING" && view.plan) return progressPage(view, view.plan, width);
  if (view?.error === ERRORS.leftBehind) return leftPage(view, width);
  if (cleaned) return proofPage(cleaned, width);
  return renderMarkdown(
    [
      "## Clean up",
      "Press **c**. You will be shown what goes, what is restored and what is left alone, and nothing happens before you say yes.",
      "Afterwards the account is listed anew, by other code than that which removed things, and compared with what was written down before the lab was built.",
    ].join("\n\n"),
    width,
  );
}
