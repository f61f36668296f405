import type { ImageIdentifier } from "@aws-sdk/client-ecr";
import type { Operations } from "../../service.ts";
import { imageNotFound } from "./errors.ts";
import { pageSize } from "./repositories.ts";
import { openRepository } from "./store.ts";

/** What can be asked of images where there are none. */
export const imageOperations = {
  ListImages(input, call) {
    openRepository(call, input);
    pageSize(input.maxResults);
    return { imageIds: [] };
  },

  DescribeImages(input, call) {
    const repository = openRepository(call, input);
    pageSize(input.maxResults);
    const [wanted] = input.imageIds ?? [];
    if (wanted) throw imageNotFound(described(wanted), repository.name, call.accountId);
    return { imageDetails: [] };
  },

  BatchGetImage(input, call) {
    openRepository(call, input);
    const failures = (input.imageIds ?? []).map((imageId) => ({
      imageId,
      failureCode: "ImageNotFound" as const,
      failureReason: "Requested image not found",
    }));
    return { images: [], failures };
  },
} satisfies Operations<"ecr">;

/** As the message of ImageNotFoundException writes an image's id, as observed. */
function described({ imageDigest, imageTag }: ImageIdentifier): string {
  return `{imageDigest:'${imageDigest ?? "null"}', imageTag:'${imageTag ?? "null"}'}`;
}
