import type { CleanUpOutput } from "../../workflows/contract.ts";
import { counted } from "../text/counted.ts";

/** What an inventory by other code than that which removed things was held against. */
export function comparedInWords({ compared }: Partial<Pick<CleanUpOutput, "compared">>): string {
  // A clean-up of an earlier Handrail's does not say how much it compared.
  if (!compared || compared.before === 0)
    return "The account was listed anew, by other code than that which removed things.";
  return `The account was listed anew, by other code than that which removed things: ${counted(compared.after, "thing")}, held against the ${compared.before} of before the lab.`;
}
