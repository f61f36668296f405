import { createHash } from "node:crypto";
import type { DocumentType } from "@aws-sdk/client-ssm";
import type { DocumentRecord } from "./store.ts";

/** A document that AWS publishes in every Region: the few of its hundreds that Session Manager's clients ask for. */
interface Published {
  name: string;
  type: DocumentType;
  content: object;
}

/** The parameter that the documents for commands share, as AWS describes it. */
const COMMAND = { type: "String", description: "(Required) The command to run on the instance." };

const PUBLISHED: Published[] = [
  {
    name: "AWS-RunShellScript",
    type: "Command",
    content: {
      schemaVersion: "1.2",
      description: "Run a shell script or specify the commands to run.",
      parameters: {
        commands: {
          type: "StringList",
          description: "(Required) Specify a shell script or a command to run.",
          minItems: 1,
          displayType: "textarea",
        },
        workingDirectory: {
          type: "String",
          default: "",
          description: "(Optional) The path to the working directory on your instance.",
          maxChars: 4096,
        },
        executionTimeout: {
          type: "String",
          default: "3600",
          description:
            "(Optional) The time in seconds for a command to complete before it is considered to have failed. Default is 3600 (1 hour). Maximum is 172800 (48 hours).",
          allowedPattern: "([1-9][0-9]{0,4})|(1[0-6][0-9]{4})|(17[0-1][0-9]{3})|(172[0-7][0-9]{2})|(172800)",
        },
      },
      runtimeConfig: {
        "aws:runShellScript": {
          properties: [
            {
              id: "0.aws:runShellScript",
              runCommand: "{{ commands }}",
              workingDirectory: "{{ workingDirectory }}",
              timeoutSeconds: "{{ executionTimeout }}",
            },
          ],
        },
      },
    },
  },
  {
    name: "AWS-StartInteractiveCommand",
    type: "Session",
    content: {
      schemaVersion: "1.0",
      description: "Document to run single interactive command on an instance",
      sessionType: "InteractiveCommands",
      parameters: { command: COMMAND },
      properties: {
        windows: { commands: "{{ command }}", runAsElevated: false },
        linux: { commands: "{{ command }}", runAsElevated: false },
        macos: { commands: "{{ command }}", runAsElevated: false },
      },
    },
  },
  {
    name: "AWS-StartPortForwardingSession",
    type: "Session",
    content: {
      schemaVersion: "1.0",
      description: "Document to start port forwarding session over Session Manager",
      sessionType: "Port",
      parameters: {
        portNumber: {
          type: "String",
          description: "(Optional) Port number of the server on the instance",
          default: "80",
        },
        localPortNumber: {
          type: "String",
          description: "(Optional) Port number on local machine to forward traffic to",
          default: "0",
        },
      },
      properties: {
        portNumber: "{{ portNumber }}",
        type: "LocalPortForwarding",
        localPortNumber: "{{ localPortNumber }}",
      },
    },
  },
  {
    name: "AWS-StartSSHSession",
    type: "Session",
    content: {
      schemaVersion: "1.0",
      description: "Document to start SSH over Session Manager",
      sessionType: "Port",
      parameters: {
        portNumber: {
          type: "String",
          description: "(Optional) Port number of SSH server on the instance",
          default: "22",
        },
      },
      properties: { portNumber: "{{ portNumber }}" },
    },
  },
];

/** When AWS published them; the real days differ from document to document. */
const PUBLISHED_AT = new Date("2019-08-29T00:00:00.000Z");

/** A document that AWS owns, or undefined where it publishes none of this name that is known here. */
export function findAwsDocument(name: string): DocumentRecord | undefined {
  const found = PUBLISHED.find((it) => it.name === name);
  return found && recordOf(found);
}

export const awsDocuments = (): DocumentRecord[] => PUBLISHED.map(recordOf);

function recordOf({ name, type, content }: Published): DocumentRecord {
  const text = JSON.stringify(content, null, 2);
  return {
    name,
    type,
    owner: "Amazon",
    created: PUBLISHED_AT,
    tags: [],
    defaultVersion: 1,
    nextVersion: 2,
    versions: [
      {
        version: 1,
        content: text,
        format: "JSON",
        hash: createHash("sha256").update(text).digest("hex"),
        created: PUBLISHED_AT,
        activeAt: PUBLISHED_AT,
      },
    ],
  };
}
