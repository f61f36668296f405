import { AwsError } from "../../errors.ts";

/** S3's errors, in the words of its "Error responses" page. Further members are what it puts into the XML. */

export const noSuchBucket = (bucket: string) =>
  new AwsError("NoSuchBucket", "The specified bucket does not exist", 404, { BucketName: bucket });

export const noSuchKey = (key: string) =>
  new AwsError("NoSuchKey", "The specified key does not exist.", 404, { Key: key });

export const noSuchVersion = (key: string, versionId: string) =>
  new AwsError("NoSuchVersion", "The specified version does not exist.", 404, {
    Key: key,
    VersionId: versionId,
  });

export const noSuchUpload = (uploadId: string) =>
  new AwsError(
    "NoSuchUpload",
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
    404,
    { UploadId: uploadId },
  );

export const accessDenied = (message = "Access Denied") => new AwsError("AccessDenied", message, 403);

export const invalidArgument = (message: string, name: string, value: string) =>
  new AwsError("InvalidArgument", message, 400, { ArgumentName: name, ArgumentValue: value });

export const malformedXml = () =>
  new AwsError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );

export const preconditionFailed = (condition: string) =>
  new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412, {
    Condition: condition,
  });

/** A parameter that would change what happens, and that the local account does not implement. */
export const notImplemented = (header: string) =>
  new AwsError(
    "NotImplemented",
    `A header you provided implies functionality that is not implemented: the local account does not know ${header} yet.`,
    501,
    { Header: header },
  );
