import * as sdk from "@aws-sdk/client-sfn";
import { expect, it } from "vitest";
import { states } from "../../../../../infra/local/services/states/index.ts";

/** Every operation of the SDK's client. */
const OPERATIONS = Object.keys(sdk)
  .filter((name) => name.endsWith("Command") && name !== "$Command")
  .map((name) => name.slice(0, -"Command".length))
  .sort();

/** Those that the local account refuses, each as not implemented. */
const REFUSED: string[] = [];

it("every operation of the SDK's client is answered, or refused knowingly", () => {
  expect(OPERATIONS).toHaveLength(37);
  expect([...Object.keys(states.operations), ...REFUSED].sort()).toEqual(OPERATIONS);
});
