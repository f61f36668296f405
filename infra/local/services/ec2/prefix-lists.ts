import type { ManagedPrefixList } from "@aws-sdk/client-ec2";
import type { Operations } from "../../service.ts";
import { required, supports } from "./errors.ts";
import { applyFilters } from "./filters.ts";
import { page } from "./paging.ts";
import { findPrefixList, managedPrefixLists } from "./prefix-list-data.ts";

export const prefixListOperations: Operations<"ec2"> = {
  DescribePrefixLists(input, call) {
    supports(input, "PrefixListIds", "Filters", "MaxResults", "NextToken");
    const lists = input.PrefixListIds?.length
      ? input.PrefixListIds.map((id) => findPrefixList(call.region, id))
      : managedPrefixLists(call.region);
    const found = applyFilters(
      lists.map(({ id, name, cidrs }) => ({ PrefixListId: id, PrefixListName: name, Cidrs: cidrs })),
      input.Filters,
      { "prefix-list-id": (list) => list.PrefixListId, "prefix-list-name": (list) => list.PrefixListName },
      () => [],
    );
    const { items, NextToken } = page(found, input, { ids: input.PrefixListIds, minimum: 1 });
    return { PrefixLists: items, NextToken };
  },

  DescribeManagedPrefixLists(input, call) {
    supports(input, "PrefixListIds", "Filters", "MaxResults", "NextToken");
    const lists = input.PrefixListIds?.length
      ? input.PrefixListIds.map((id) => findPrefixList(call.region, id))
      : managedPrefixLists(call.region);
    const found = applyFilters(
      lists.map(({ id, name }): ManagedPrefixList => {
        return {
          PrefixListId: id,
          PrefixListName: name,
          PrefixListArn: `arn:aws:ec2:${call.region}:aws:prefix-list/${id}`,
          AddressFamily: "IPv4",
          State: "create-complete",
          OwnerId: "AWS",
          Tags: [],
        };
      }),
      input.Filters,
      {
        "owner-id": (list) => list.OwnerId,
        "prefix-list-id": (list) => list.PrefixListId,
        "prefix-list-name": (list) => list.PrefixListName,
      },
      () => [],
    );
    const { items, NextToken } = page(found, input, { ids: input.PrefixListIds, minimum: 1, maximum: 100 });
    return { PrefixLists: items, NextToken };
  },

  GetManagedPrefixListEntries(input, call) {
    supports(input, "PrefixListId", "MaxResults", "NextToken");
    const list = findPrefixList(call.region, required(input.PrefixListId, "PrefixListId"));
    const entries = list.cidrs.map((Cidr) => ({ Cidr }));
    const { items, NextToken } = page(entries, input, { minimum: 1, maximum: 100 });
    return { Entries: items, NextToken };
  },
};
