import { ANY, type AreaGrants } from "./context.ts";

/** The names of the servers that a session may be opened on: both templates give them these. */
const SERVERS = ["Services Server for AZ1", "Services Server for AZ2"];

/** Session Manager: nodes, sessions, preferences, and the logs that sessions leave. */
export const sessions: AreaGrants = ({ arn, bucketArnOf }) => {
  const preferences = arn("ssm", "document/SSM-SessionManagerRunShell");
  // The preferences may name any bucket; what is in one is looked at in the lab's alone.
  const labBuckets = ["fdn203-*", "fnd203-*"].map(bucketArnOf);
  const labGroups = ["fdn203-*", "fnd203-*"].map((name) => arn("logs", `log-group:${name}`));
  const observe = [
    {
      actions: ["ec2:DescribeVpcEndpoints", "ssm:DescribeInstanceInformation", "ssm:DescribeSessions"],
      resources: ANY,
    },
    { actions: ["ssm:GetDocument", "ssm:ListDocumentVersions"], resources: [preferences] },
    { actions: ["s3:GetEncryptionConfiguration"], resources: [bucketArnOf("*")] },
    { actions: ["s3:ListBucket"], resources: labBuckets },
    { actions: ["logs:DescribeLogStreams", "logs:FilterLogEvents"], resources: labGroups },
  ];
  const inventory = [
    { actions: ["ssm:ListDocuments"], resources: ANY },
    { actions: ["ssm:GetDocument", "ssm:ListDocumentVersions"], resources: [preferences] },
  ];
  const changePreferences = ["ssm:CreateDocument", "ssm:UpdateDocument", "ssm:UpdateDocumentDefaultVersion"];
  return {
    verify: observe,
    solve: [
      ...observe,
      { actions: changePreferences, resources: [preferences] },
      {
        actions: ["ssm:StartSession"],
        resources: [arn("ec2", "instance/*")],
        conditions: { StringEquals: { "ssm:resourceTag/Name": SERVERS } },
      },
      // An account may ask for it of the document as well (`ssm:SessionDocumentAccessCheck`).
      { actions: ["ssm:StartSession"], resources: [preferences] },
      {
        // A session is named after the session of the role that starts it, and Lambda names that after the function.
        actions: ["ssm:ResumeSession", "ssm:TerminateSession", "ssmmessages:OpenDataChannel"],
        resources: [arn("ssm", "session/handrail-solve-*")],
      },
    ],
    cleanup: [
      ...inventory,
      { actions: ["ssm:DescribeSessions"], resources: ANY },
      { actions: ["ssm:TerminateSession"], resources: [arn("ssm", "session/*")] },
      { actions: [...changePreferences, "ssm:DeleteDocument"], resources: [preferences] },
    ],
    inventory,
  };
};
