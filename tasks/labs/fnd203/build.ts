import type { LabBuild } from "../../build/lab-build.ts";
import { sessionLogBucket, trailBucket } from "./parts.ts";

export const fnd203Build: LabBuild = {
  lab: "fnd203",
  stackName: "FND203-Demo-Stack",
  keyPair: "FND203DemoKP",
  bucketNames: (suffix) => [trailBucket(suffix), sessionLogBucket(suffix)],
  templateKey: "templates/fnd203.json",
  instanceTypes: ["t3.micro"],
  // The names are those of the 2019 template, which today's keeps; only the prefix list is new.
  parameters: {
    keyPair: "PassedKeyName",
    zones: ["AvailabilityZone1", "AvailabilityZone2"],
    s3PrefixList: "S3PrefixListId",
    image: "LatestLinuxAmiId",
  },
  newestImage: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
  sites: ["LoadBalancerFullDNS", "PoCWebServer1PublicDNS", "PoCWebServer2PublicDNS"],
};
