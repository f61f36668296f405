import type {
  InstanceMetadataOptionsRequest,
  InstanceMetadataOptionsResponse,
  ModifyInstanceMetadataOptionsRequest,
} from "@aws-sdk/client-ec2";
import type { PublicImage } from "../../../images.ts";
import { invalidValue } from "../errors.ts";

/**
 * The metadata options of a new instance. An image that says IMDS v2.0 requires tokens and allows two hops unless
 * the launch says otherwise ("Order of precedence for instance metadata options" of the EC2 user guide).
 */
export function metadataOptions(
  asked: InstanceMetadataOptionsRequest | undefined,
  image: PublicImage,
): InstanceMetadataOptionsResponse {
  const v2 = image.imdsSupport === "v2.0";
  return changeMetadataOptions(
    {
      State: "applied",
      HttpTokens: v2 ? "required" : "optional",
      HttpPutResponseHopLimit: v2 ? 2 : 1,
      HttpEndpoint: "enabled",
      HttpProtocolIpv6: "disabled",
      InstanceMetadataTags: "disabled",
    },
    asked ?? {},
  );
}

/** @throws AwsError `InvalidParameterValue` for a hop limit outside 1–64. */
export function changeMetadataOptions(
  options: InstanceMetadataOptionsResponse,
  asked: Omit<ModifyInstanceMetadataOptionsRequest, "InstanceId" | "DryRun">,
): InstanceMetadataOptionsResponse {
  const hops = asked.HttpPutResponseHopLimit;
  if (hops !== undefined && (hops < 1 || hops > 64)) {
    throw invalidValue(
      `Value (${hops}) for parameter HttpPutResponseHopLimit is invalid. It must be between 1 and 64.`,
    );
  }
  return {
    ...options,
    ...(asked.HttpTokens && { HttpTokens: asked.HttpTokens }),
    ...(hops !== undefined && { HttpPutResponseHopLimit: hops }),
    ...(asked.HttpEndpoint && { HttpEndpoint: asked.HttpEndpoint }),
    ...(asked.HttpProtocolIpv6 && { HttpProtocolIpv6: asked.HttpProtocolIpv6 }),
    ...(asked.InstanceMetadataTags && { InstanceMetadataTags: asked.InstanceMetadataTags }),
  };
}
