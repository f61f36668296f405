import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { invalidValue, supports } from "./errors.ts";
import { ec2 } from "./store.ts";

/** What DescribeAccountAttributes knows, with a new account's values. */
const ACCOUNT_ATTRIBUTES: Record<string, string[]> = {
  "supported-platforms": ["VPC"],
  "vpc-max-security-groups-per-interface": ["5"],
  "max-elastic-ips": ["5"],
  "max-instances": ["20"],
  "vpc-max-elastic-ips": ["5"],
};

/** Whether the API answers lists that nothing can be put in here: empty, as for an account that has none. */
export const accountOperations: Operations<"ec2"> = {
  DescribeAccountAttributes(input, call) {
    supports(input, "AttributeNames");
    const store = ec2(call);
    const defaultVpc = Object.values(store.vpcs).find((vpc) => vpc.IsDefault);
    const attributes: Record<string, string[]> = {
      ...ACCOUNT_ATTRIBUTES,
      "default-vpc": [defaultVpc?.VpcId ?? "none"],
    };
    const names: string[] = input.AttributeNames?.length ? input.AttributeNames : Object.keys(attributes);
    return {
      AccountAttributes: names.map((AttributeName) => {
        const values = attributes[AttributeName];
        if (!values) throw invalidValue(`Invalid account attribute name: ${AttributeName}`);
        return { AttributeName, AttributeValues: values.map((AttributeValue) => ({ AttributeValue })) };
      }),
    };
  },

  DescribeVpcBlockPublicAccessOptions(input, call) {
    supports(input);
    return {
      VpcBlockPublicAccessOptions: {
        AwsAccountId: call.accountId,
        AwsRegion: call.region,
        State: "default-state",
        InternetGatewayBlockMode: "off",
        ManagedBy: "account",
        ExclusionsAllowed: "allowed",
      },
    };
  },

  // No account-level defaults are set: AWS then answers an account level that holds nothing but who manages it.
  GetInstanceMetadataDefaults(input) {
    supports(input);
    return { AccountLevel: { ManagedBy: "account" } };
  },

  DescribeEgressOnlyInternetGateways(input) {
    supports(input, "Filters", "MaxResults", "NextToken");
    return { EgressOnlyInternetGateways: [] };
  },

  DescribeCarrierGateways(input) {
    supports(input, "Filters", "MaxResults", "NextToken");
    return { CarrierGateways: [] };
  },

  DescribeTransitGatewayAttachments(input) {
    supports(input, "Filters", "MaxResults", "NextToken");
    return { TransitGatewayAttachments: [] };
  },

  DescribeCustomerGateways(input) {
    if (input.CustomerGatewayIds?.length) {
      throw new AwsError(
        "InvalidCustomerGatewayID.NotFound",
        `The customerGateway ID '${input.CustomerGatewayIds[0]}' does not exist`,
      );
    }
    return { CustomerGateways: [] };
  },
};
