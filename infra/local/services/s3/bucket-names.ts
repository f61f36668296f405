/** The ARN of a bucket; a key after a slash makes it an object's. */
export const bucketArn = (name: string): string => `arn:aws:s3:::${name}`;

/**
 * Whether a name is allowed for a general purpose bucket. Source: "General purpose bucket naming rules",
 * Amazon S3 User Guide.
 */
export function isValidBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes("..") &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^(xn--|sthree-|amzn-s3-demo-)/.test(name) &&
    !/(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name)
  );
}
