/** The bucket that a virtual-hosted request has in its Host: `bucket.localhost`, `bucket.s3.localhost`. */
export function bucketOfHost(host: string | undefined): string | undefined {
  const name = (host ?? "").replace(/:\d+$/, "").toLowerCase();
  const match = /^(.+?)(?:\.s3(?:[.-][a-z0-9-]+)?)?\.localhost$/.exec(name);
  const bucket = match?.[1];
  return bucket && !/^s3([.-][a-z0-9-]+)?$/.test(bucket) ? bucket : undefined;
}
