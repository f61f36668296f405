import { expect, test } from "vitest";
import { type ListedAccount, MOST_ACCOUNTS, refusalKind } from "../../../workflows/contract.ts";

/** A state's data in bytes (Step Functions Developer Guide, "Quotas"). */
const STATE_DATA = 256 * 1024;

test("as many accounts as are taken have room in a state's data, whatever is said of them", () => {
  for (const refused of refusalKind.options) {
    const account: ListedAccount = { account: "123456789012", refused };
    const answer = { accounts: Array.from({ length: MOST_ACCOUNTS }, () => account) };
    expect(JSON.stringify(answer).length, refused).toBeLessThan(STATE_DATA);
  }
  const ids = Array.from({ length: MOST_ACCOUNTS }, () => "123456789012");
  // An input has both lists.
  expect(JSON.stringify({ accounts: ids, block: ids }).length).toBeLessThan(STATE_DATA);
});
