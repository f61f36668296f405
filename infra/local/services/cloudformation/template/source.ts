import { AwsError } from "../../../errors.ts";
import type { Call } from "../../../service.ts";
import { validationError } from "../errors.ts";

const MAX_BODY = 51_200;
const MAX_OBJECT = 1_000_000;

/** Where a template can come from. */
export interface TemplateSource {
  TemplateBody?: string;
  TemplateURL?: string;
  UsePreviousTemplate?: boolean;
}

/**
 * A template's text, from the request or from a bucket of the account's.
 * @throws AwsError `ValidationError`: both or neither given, too large, not to be had
 */
export async function templateText(source: TemplateSource, call: Call, previous?: string): Promise<string> {
  const { TemplateBody: body, TemplateURL: url, UsePreviousTemplate: usePrevious } = source;
  const given = [body, url, usePrevious || undefined].filter((one) => one !== undefined).length;
  if (given > 1) {
    throw validationError(
      usePrevious
        ? "You cannot specify both usePreviousTemplate and Template Body/Template URL."
        : "You cannot specify more than one of Template Body and Template URL.",
    );
  }
  if (usePrevious) {
    if (previous === undefined)
      throw validationError("UsePreviousTemplate requires a stack that has a template");
    return previous;
  }
  if (url !== undefined) return fetchTemplate(url, call);
  if (body === undefined) throw validationError("Either Template URL or Template Body must be specified.");
  if (body.length < 1 || Buffer.byteLength(body) > MAX_BODY) {
    throw validationError(
      `1 validation error detected: Value '${body.slice(0, 40)}…' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${MAX_BODY}`,
    );
  }
  return body;
}

async function fetchTemplate(url: string, call: Call): Promise<string> {
  const { bucket, key, versionId } = objectAt(url, call.cloud.endpoint);
  try {
    const { Body } = await call.invoke("s3", "GetObject", { Bucket: bucket, Key: key, VersionId: versionId });
    const bytes = await bytesOf(Body);
    if (bytes.length > MAX_OBJECT) {
      throw validationError(`Template may not exceed ${MAX_OBJECT} bytes in size.`);
    }
    return new TextDecoder().decode(bytes);
  } catch (error) {
    if (!AwsError.is(error) || error.code === "ValidationError") throw error;
    throw validationError(
      `S3 error: ${error.message}\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html`,
    );
  }
}

/** The object that a URL names: on the account's own endpoint, or in one of the forms that AWS uses for S3. */
export function objectAt(url: string, endpoint: string): { bucket: string; key: string; versionId?: string } {
  if (!URL.canParse(url)) throw validationError("TemplateURL must be a valid URL.");
  const { protocol, host, hostname, pathname, searchParams } = new URL(url);
  const path = decodeURIComponent(pathname.slice(1));
  const versionId = searchParams.get("versionId") ?? undefined;
  const [first = "", ...rest] = path.split("/");
  const own = endpoint !== "" && URL.canParse(endpoint) && host === new URL(endpoint).host;
  const pathStyle = /^s3([.-][a-z0-9-]+)?\.amazonaws\.com$/.test(hostname);
  if ((own || (protocol === "https:" && pathStyle)) && rest.length > 0) {
    return { bucket: first, key: rest.join("/"), versionId };
  }
  const virtual = /^(.+)\.s3([.-][a-z0-9-]+)?\.amazonaws\.com$/.exec(hostname);
  if (protocol === "https:" && virtual && path !== "") return { bucket: virtual[1]!, key: path, versionId };
  throw validationError(`S3 error: Domain name specified in ${hostname} is not a valid S3 domain`);
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  if (typeof body === "string") return new TextEncoder().encode(body);
  const chunks: Uint8Array[] = [];
  // The S3 service answers bytes or a Node stream; the SDK's type covers a browser's as well.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
