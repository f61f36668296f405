import { createHash } from "node:crypto";

/** An Amazon Machine Image that AWS publishes in every Region, with the public SSM parameter that names it. */
export interface PublicImage {
  /** `ami-…`: another in each Region, the same at every start. */
  id: string;
  name: string;
  description: string;
  /** Under `/aws/service/ami-amazon-linux-latest/`. */
  parameterName: string;
  architecture: "x86_64" | "arm64";
  /** `v2.0`: an instance of this image requires IMDSv2 unless its launch says otherwise. Amazon Linux 2023 does. */
  imdsSupport?: "v2.0";
  rootDeviceType: "ebs";
  virtualizationType: "hvm";
  /** ISO 8601, as DescribeImages answers it. */
  creationDate: string;
}

const PARAMETER_PATH = "/aws/service/ami-amazon-linux-latest/";

interface Release {
  name: string;
  creationDate: string;
  imdsSupport?: "v2.0";
  description: string;
  /** The last part of the parameters that name it: AWS publishes one image under several aliases. */
  aliases: string[];
}

/** One release a kind, with names as AWS forms them. The local account has no newer ones: nothing boots here. */
const RELEASES: Release[] = (["x86_64", "arm64"] as const).flatMap((architecture): Release[] => [
  {
    name: `al2023-ami-2023.9.20251027.0-kernel-6.1-${architecture}`,
    description: `Amazon Linux 2023 AMI 2023.9.20251027.0 ${architecture} HVM kernel-6.1`,
    creationDate: "2025-10-25T03:05:16.000Z",
    imdsSupport: "v2.0",
    aliases: [`al2023-ami-kernel-default-${architecture}`, `al2023-ami-kernel-6.1-${architecture}`],
  },
  {
    name: `al2023-ami-minimal-2023.9.20251027.0-kernel-6.1-${architecture}`,
    description: `Amazon Linux 2023 AMI 2023.9.20251027.0 ${architecture} Minimal HVM kernel-6.1`,
    creationDate: "2025-10-25T03:05:14.000Z",
    imdsSupport: "v2.0",
    aliases: [
      `al2023-ami-minimal-kernel-default-${architecture}`,
      `al2023-ami-minimal-kernel-6.1-${architecture}`,
    ],
  },
  {
    name: `amzn2-ami-hvm-2.0.20251014.0-${architecture}-gp2`,
    description: `Amazon Linux 2 AMI 2.0.20251014.0 ${architecture} HVM gp2`,
    creationDate: "2025-10-16T01:03:33.000Z",
    aliases: [`amzn2-ami-hvm-${architecture}-gp2`],
  },
  {
    name: `amzn2-ami-kernel-5.10-hvm-2.0.20251014.0-${architecture}-gp2`,
    description: `Amazon Linux 2 Kernel 5.10 AMI 2.0.20251014.0 ${architecture} HVM gp2`,
    creationDate: "2025-10-16T01:03:34.000Z",
    aliases: [`amzn2-ami-kernel-5.10-hvm-${architecture}-gp2`],
  },
]);

/**
 * The public images of a Region: an entry a parameter, so that an image under two aliases comes twice, with one id.
 */
export function publicImages(region: string): PublicImage[] {
  return RELEASES.flatMap(({ aliases, ...release }) =>
    aliases.map((alias) => ({
      ...release,
      id: imageId(region, release.name),
      parameterName: PARAMETER_PATH + alias,
      architecture: release.name.includes("arm64") ? "arm64" : "x86_64",
      rootDeviceType: "ebs",
      virtualizationType: "hvm",
    })),
  );
}

function imageId(region: string, name: string): string {
  return `ami-0${createHash("sha256").update(`${region} ${name}`).digest("hex").slice(0, 16)}`;
}
