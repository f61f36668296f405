import type { FindingType } from "../catalogue.ts";

/** What samples have in place of real names; their spelling is AWS's own (observed), "Instace" included. */
const NAMES: Record<string, string> = {
  api: "GeneratedFindingAPIName",
  bucketName: "bucketName",
  clusterName: "GeneratedFindingEKSClusterName",
  containerName: "GeneratedFindingContainerName",
  dbInstanceId: "GeneratedFindingDBInstanceId",
  functionName: "GeneratedFindingLambdaFunctionName",
  imageId: "ami-99999999",
  instanceId: "i-99999999",
  objectKey: "GeneratedFindingS3ObjectKey",
  recoveryPoint: "GeneratedFindingRecoveryPoint",
  remoteIp: "198.51.100.0",
  remotePort: "80",
  resource: "i-99999999",
  snapshotId: "snap-99999999",
  trailName: "GeneratedFindingCloudTrailName",
  userName: "GeneratedFindingUserName",
};

/** A type's title with its placeholders filled in. */
export function fillIn({ title, resource }: FindingType): string {
  return title.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === "clusterName" && resource === "ECSCluster"
      ? "GeneratedFindingECSClusterName"
      : (NAMES[name] ?? name),
  );
}

/** Tags as samples number them; the first one's value is spelt otherwise than the rest (observed). */
export function tags(count: number, prefix: string): { Key: string; Value: string }[] {
  return Array.from({ length: count }, (_, index) => ({
    Key: `${prefix}Tag${index + 1}`,
    Value: index === 0 ? `${prefix}Value1` : `${prefix}TagValue${index + 1}`,
  }));
}

/**
 * Where a sample's traffic comes from or goes to.
 * @param number tells several in one finding apart: their names end in it
 */
export function remoteIp(number?: number, asn = "-1") {
  const suffix = number ?? "";
  return {
    IpAddressV4: `198.51.100.${number === undefined ? 0 : number - 1}`,
    Country: { CountryName: `GeneratedFindingCountryName${suffix}` },
    City: { CityName: `GeneratedFindingCityName${suffix}` },
    GeoLocation: { Lat: 0, Lon: 0 },
    Organization: {
      Asn: asn,
      AsnOrg: `GeneratedFindingASNOrg${suffix}`,
      Isp: `GeneratedFindingISP${suffix}`,
      Org: `GeneratedFindingORG${suffix}`,
    },
  };
}
