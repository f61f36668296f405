import type { AvailabilityZone, Region } from "@aws-sdk/client-ec2";
import { AwsError } from "../../errors.ts";
import type { Operations } from "../../service.ts";
import { invalidValue, supports } from "./errors.ts";
import { applyFilters } from "./filters.ts";
import { ec2 } from "./store.ts";
import { regions, zonesOf } from "./zones.ts";

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

  DescribeRegions(input) {
    supports(input, "RegionNames", "Filters", "AllRegions");
    const all = regions()
      .filter((region) => input.AllRegions || input.RegionNames?.length || !region.optIn)
      .map(
        (region): Region => ({
          RegionName: region.name,
          Endpoint: `ec2.${region.name}.amazonaws.com`,
          OptInStatus: region.optIn ? "not-opted-in" : "opt-in-not-required",
        }),
      );
    const unknown = input.RegionNames?.find((name) => !all.some((region) => region.RegionName === name));
    if (unknown !== undefined) throw invalidValue(`Invalid region: ${unknown}`);
    const named = all.filter(
      (region) => !input.RegionNames?.length || input.RegionNames.includes(region.RegionName!),
    );
    const Regions = applyFilters(
      named,
      input.Filters,
      {
        endpoint: (region) => region.Endpoint,
        "opt-in-status": (region) => region.OptInStatus,
        "region-name": (region) => region.RegionName,
      },
      () => [],
    );
    return { Regions };
  },

  DescribeAvailabilityZones(input, call) {
    supports(input, "ZoneNames", "ZoneIds", "Filters", "AllAvailabilityZones");
    const all = zonesOf(call.region).map(
      (zone): AvailabilityZone => ({
        ZoneName: zone.name,
        ZoneId: zone.id,
        ZoneType: "availability-zone",
        RegionName: call.region,
        GroupName: `${call.region}-zg-1`,
        NetworkBorderGroup: call.region,
        OptInStatus: "opt-in-not-required",
        State: "available",
        Messages: [],
      }),
    );
    for (const name of input.ZoneNames ?? []) {
      if (!all.some((zone) => zone.ZoneName === name))
        throw invalidValue(`Invalid availability zone: [${name}]`);
    }
    for (const id of input.ZoneIds ?? []) {
      if (!all.some((zone) => zone.ZoneId === id))
        throw invalidValue(`Invalid availability zone-id: [${id}]`);
    }
    const named = all.filter(
      (zone) =>
        (!input.ZoneNames?.length || input.ZoneNames.includes(zone.ZoneName!)) &&
        (!input.ZoneIds?.length || input.ZoneIds.includes(zone.ZoneId!)),
    );
    const AvailabilityZones = applyFilters(
      named,
      input.Filters,
      {
        "group-name": (zone) => zone.GroupName,
        "opt-in-status": (zone) => zone.OptInStatus,
        "region-name": (zone) => zone.RegionName,
        state: (zone) => zone.State,
        "zone-id": (zone) => zone.ZoneId,
        "zone-name": (zone) => zone.ZoneName,
        "zone-type": (zone) => zone.ZoneType,
      },
      () => [],
    );
    return { AvailabilityZones };
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
