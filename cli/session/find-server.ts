import { DescribeInstancesCommand, type EC2Client, type Filter } from "@aws-sdk/client-ec2";
import { INSTANCES } from "../../tasks/labs/fnd203/parts.ts";
import { Problem } from "../problem.ts";

/** A server to open a session on. */
export interface Server {
  id: string;
  name?: string;
}

/** The server that the guide opens its sessions on. */
const LAB_SERVER = INSTANCES.services1!.name;

/**
 * Finds a server by its id or its Name tag; without either, the lab's own.
 * @throws Problem where there is none, or several have the name
 */
export async function findServer(ec2: EC2Client, wanted: string | undefined): Promise<Server> {
  // Whether it exists is for StartSession to say: managed nodes are not only EC2 instances.
  if (wanted !== undefined && /^m?i-[0-9a-f]+$/.test(wanted)) return { id: wanted };
  const name = wanted ?? LAB_SERVER;
  const running = await runningServers(ec2, [{ Name: "tag:Name", Values: [literally(name)] }]);
  if (running.length === 1) return running[0]!;
  if (running.length > 1)
    throw new Problem(
      `${running.length} running servers have the name "${name}". Name one by its id: ${running.map(({ id }) => id).join(", ")}.`,
    );
  const others = await runningServers(ec2, []);
  if (others.length === 0)
    throw new Problem(
      wanted === undefined
        ? "The lab has no running server. Build it first: handrail build"
        : `No server runs in this Region, so that none has the name "${name}". The lab's are there once it is built: handrail build`,
    );
  throw new Problem(
    `No running server has the name "${name}". There are: ${others.map((server) => `${server.name ?? "(no name)"} (${server.id})`).join(", ")}.`,
  );
}

async function runningServers(ec2: EC2Client, filters: Filter[]): Promise<Server[]> {
  const { Reservations = [] } = await ec2.send(
    new DescribeInstancesCommand({
      Filters: [{ Name: "instance-state-name", Values: ["running"] }, ...filters],
    }),
  );
  return Reservations.flatMap(({ Instances = [] }) => Instances).map(({ InstanceId, Tags = [] }) => ({
    id: InstanceId!,
    name: Tags.find(({ Key }) => Key === "Name")?.Value,
  }));
}

/** EC2 reads `*` and `?` in a filter as wildcards. */
const literally = (name: string): string => name.replace(/[*?\\]/g, "\\$&");
