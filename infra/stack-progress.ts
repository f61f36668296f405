import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  type StackEvent,
} from "@aws-sdk/client-cloudformation";

/** Tells of each resource of a stack that is done, once, as the stack's events come in. */
export class StackProgress {
  readonly #cloudFormation: CloudFormationClient;
  readonly #tell: (line: string) => void;
  readonly #seen = new Set<string>();

  constructor(cloudFormation: CloudFormationClient, tell: (line: string) => void) {
    this.#cloudFormation = cloudFormation;
    this.#tell = tell;
  }

  /** Takes what has happened so far as known. */
  async begin(stackId: string): Promise<void> {
    for (const event of await this.#newest(stackId)) this.#seen.add(event.EventId!);
  }

  /** Tells what has happened since the last look: of more than a hundred events between two, the newest. */
  async look(stackId: string): Promise<void> {
    for (const event of (await this.#newest(stackId)).reverse()) {
      if (this.#seen.has(event.EventId!)) continue;
      this.#seen.add(event.EventId!);
      const words = wordsOf(event);
      if (words) this.#tell(words);
    }
  }

  /** Events come newest first, some hundred a page. */
  async #newest(stackId: string): Promise<StackEvent[]> {
    const { StackEvents = [] } = await this.#cloudFormation.send(
      new DescribeStackEventsCommand({ StackName: stackId }),
    );
    return StackEvents;
  }
}

const DONE: Record<string, string> = {
  CREATE_COMPLETE: "Created",
  UPDATE_COMPLETE: "Updated",
  DELETE_COMPLETE: "Deleted",
  CREATE_FAILED: "Could not create",
  UPDATE_FAILED: "Could not update",
};

/** `Created Lambda::Function handrail-verify`; of policies and of the stack itself nothing. */
function wordsOf(event: StackEvent): string | undefined {
  const done = DONE[event.ResourceStatus ?? ""];
  const type = event.ResourceType ?? "";
  if (!done || type === "AWS::IAM::Policy" || type === "AWS::CloudFormation::Stack") return undefined;
  const name = event.PhysicalResourceId?.split(":").at(-1) || event.LogicalResourceId;
  const reason = done.startsWith("Could") ? `: ${event.ResourceStatusReason}` : "";
  return `${done} ${type.replace(/^AWS::/, "")} ${name}${reason}`;
}
