import type { Input, Output } from "../../../sdk.ts";
import type { Call } from "../../../service.ts";
import { importers } from "../engine/outputs.ts";
import { validationError } from "../errors.ts";
import { allExports } from "../stacks.ts";
import { page } from "./paging.ts";

export function ListExports(
  input: Input<"cloudformation", "ListExports">,
  call: Call,
): Output<"cloudformation", "ListExports"> {
  const { items, NextToken } = page(allExports(call), input.NextToken);
  return {
    Exports: items.map((one) => ({ ExportingStackId: one.stackId, Name: one.name, Value: one.value })),
    NextToken,
  };
}

export function ListImports(
  input: Input<"cloudformation", "ListImports">,
  call: Call,
): Output<"cloudformation", "ListImports"> {
  const name = input.ExportName ?? "";
  const users = importers(name, call).map((stack) => stack.name);
  if (users.length === 0) throw validationError(`Export '${name}' is not imported by any stack.`);
  const { items, NextToken } = page(users, input.NextToken);
  return { Imports: items, NextToken };
}
