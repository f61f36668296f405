import type { JsonObject } from "../asl/definition.ts";

/**
 * `SdkHttpMetadata` and `SdkResponseMetadata`, which optimised integrations put into a task's result. Services write
 * their headers' names as they please, so the caller says all but two.
 */
export function sdkMetadata(requestId: string, status: number, headers: Record<string, string>): JsonObject {
  const all: Record<string, string> = {
    ...headers,
    Date: new Date().toUTCString(),
    "x-amzn-RequestId": requestId,
  };
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]])),
      HttpHeaders: all,
      HttpStatusCode: status,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
