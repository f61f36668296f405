import type { Operations } from "../../service.ts";
import { describe, withTags } from "./describe.ts";
import { supports } from "./errors.ts";
import { ec2 } from "./store.ts";

/** Only the set that every Region's account begins with: a VPC's cannot be changed here. */
export const dhcpOperations: Operations<"ec2"> = {
  DescribeDhcpOptions(input, call) {
    supports(input, "DhcpOptionsIds", "Filters", "MaxResults", "NextToken");
    const store = ec2(call);
    const { items, NextToken } = describe(store, "dhcpOptions", input, {
      ids: input.DhcpOptionsIds,
      idsParameter: "dhcpOptionsIds",
      shape: (options) => ({ ...options, ...withTags(store, options.DhcpOptionsId) }),
      filters: {
        "dhcp-options-id": (options) => options.DhcpOptionsId,
        key: (options) => options.DhcpConfigurations.map((each) => each.Key),
        value: (options) =>
          options.DhcpConfigurations.flatMap((each) => each.Values?.map((value) => value.Value) ?? []),
        "owner-id": (options) => options.OwnerId,
      },
    });
    return { DhcpOptions: items, NextToken };
  },
};
