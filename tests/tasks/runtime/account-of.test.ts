import { CreateAccountAliasCommand, IAMClient } from "@aws-sdk/client-iam";
import { expect, test } from "vitest";
import { accountOf } from "../../../tasks/runtime/account-of.ts";
import { createActor } from "../../helpers/actors.ts";
import { useTestAccount } from "../../helpers/local-account.ts";

test("an account is told with its alias, where it has one and we may know it", async () => {
  const account = await useTestAccount();
  const iam = account.client(IAMClient);
  expect(await accountOf({ iam }, "123456789012")).toEqual({ id: "123456789012" });
  await iam.send(new CreateAccountAliasCommand({ AccountAlias: "training-seven" }));
  expect(await accountOf({ iam }, "123456789012")).toEqual({ id: "123456789012", alias: "training-seven" });
  const { credentials } = await createActor(account);
  const denied = account.client(IAMClient, { credentials });
  expect(await accountOf({ iam: denied }, "123456789012")).toEqual({ id: "123456789012" });
});
