import { describe, expect, test } from "vitest";
import { accountsIn, readAccountFile } from "../../../cli/fleet/account-file.ts";

const place = { place: "ids.txt", option: "--accounts" };

test("ids are read one a line, without comments, empty lines and what is there twice", () => {
  const text = "\uFEFF# Monday\n111111111111\r\n\n  222222222222  # Ann\n111111111111\n#333333333333\n";
  expect(accountsIn(text, place)).toEqual(["111111111111", "222222222222"]);
  expect(accountsIn("\uFEFF111111111111\r\n", place)).toEqual(["111111111111"]);
});

describe("what is no list of accounts is refused", () => {
  test("with the numbers of the lines", () => {
    expect(() => accountsIn("111111111111\n\n12345\n222222222222 Ann\n", place)).toThrow(
      /ids\.txt[\s\S]*line 3: "12345"\n {2}line 4: "222222222222 Ann"$/,
    );
  });

  test("with the first ten, where it is another kind of file", () => {
    expect(() => accountsIn("x\n".repeat(30), place)).toThrow(/line 10: "x"\n {2}and 20 more$/);
  });

  test("where there are more than one run has room for", () => {
    const ids = (count: number) => Array.from({ length: count }, (_, index) => 100_000_000_000 + index);
    expect(accountsIn(ids(4_000).join("\n"), place)).toHaveLength(4_000);
    expect(() => accountsIn(ids(4_001).join("\n"), place)).toThrow("4001 accounts in ids.txt");
  });

  test("where it has none, or is not there or no file", async () => {
    expect(() => accountsIn("# nobody\n", place)).toThrow("There is no account id in ids.txt");
    await expect(readAccountFile("/nowhere/ids.txt", "--block")).rejects.toThrow(
      "There is no file /nowhere/ids.txt (--block)",
    );
    await expect(readAccountFile(import.meta.dirname, "--block")).rejects.toThrow("is a folder (--block)");
  });
});
