import { LAB_ROLE } from "../../workflows/contract.ts";
import { ANY, type AreaGrants } from "./context.ts";

/**
 * To know which accounts there are, and to take on the one role in each that lets itself be taken on from here. What can be
 * done there is in that role's own policy (`infra/lab-role-stack.ts`).
 */
export const fleet: AreaGrants = ({ roleAnywhere }) => ({
  fleet: [
    {
      actions: [
        "organizations:DescribeOrganization",
        "organizations:ListAccounts",
        "organizations:ListAccountsForParent",
        "organizations:ListOrganizationalUnitsForParent",
      ],
      resources: ANY,
    },
    { actions: ["sts:AssumeRole"], resources: [roleAnywhere(LAB_ROLE)] },
  ],
});
