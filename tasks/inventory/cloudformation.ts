import { paginateDescribeStacks } from "@aws-sdk/client-cloudformation";
import type { Clients } from "../runtime/clients.ts";
import { collect } from "../runtime/pages.ts";

/** DescribeStacks without a name leaves deleted stacks out, which ListStacks would go on listing for 90 days. */
export async function listStacks({ cloudFormation }: Clients) {
  const stacks = await collect(paginateDescribeStacks({ client: cloudFormation }, {}), (page) => page.Stacks);
  return stacks.map((stack) => ({ id: stack.StackId!, name: stack.StackName }));
}
