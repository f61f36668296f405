import { type Flow, ICMP } from "../../../../tasks/network/traffic.ts";
import { stateAt } from "../../services/ec2/compute/instance-state.ts";
import { ec2 } from "../../services/ec2/store.ts";
import type { CommandContext, Program } from "../command.ts";
import { shortOptions } from "./options.ts";

/** ICMP's echo request: type 8, code 0. */
const ECHO: Flow = { protocols: [[ICMP, ICMP]], ports: [[8 * 256, 8 * 256]] };

/** `ping` sends once a second, and waits ten for the last answer. */
const INTERVAL_MS = 1_000;
const LINGER_MS = 10_000;
/** At pace instant an endless ping must still let others have their turn; and nobody waits ten seconds here. */
const INTERVAL_AT_LEAST = 100;
const LINGER_AT_MOST = 1_000;

export const ping: Program = async (context) => {
  const { values, operands, unknown } = shortOptions(context.args, "4nqDO", "ciWwst");
  const [host] = operands;
  if (unknown !== undefined || host === undefined) {
    context.err(
      unknown === undefined
        ? "ping: usage error: Destination address required\n"
        : `ping: invalid option -- '${unknown}'\n`,
    );
    return unknown === undefined ? 1 : 2;
  }
  const count = values.c === undefined ? Number.POSITIVE_INFINITY : Number(values.c);
  if (!(count >= 1)) {
    context.err(`ping: invalid argument: '${values.c}'\n`);
    return 1;
  }
  const network = await context.machine.network();
  const destination = network.resolve(host);
  if (!destination) {
    context.err(`ping: ${host}: Name or service not known\n`);
    return 2;
  }
  const name = destination.address === host ? `${host} (${host})` : `${host} (${destination.address})`;
  context.out(`PING ${name} 56(84) bytes of data.\n`);
  return await exchange(context, host, destination.address, {
    count,
    interval: Number(values.i ?? 1) * INTERVAL_MS,
    deadline: values.w === undefined ? Number.POSITIVE_INFINITY : Number(values.w) * 1_000,
  });
};

async function exchange(
  context: CommandContext,
  host: string,
  address: string,
  { count, interval, deadline }: { count: number; interval: number; deadline: number },
): Promise<number> {
  const { clock } = context.machine.call.cloud;
  const times: number[] = [];
  let sent = 0;
  try {
    while (sent < count && sent * interval < deadline) {
      // Anew each time: a rule that is changed meanwhile shows.
      const answered = await answers(context, host);
      sent++;
      if (answered) {
        const time = 0.2 + Math.random() * 0.4;
        times.push(time);
        context.out(
          `64 bytes from ${address}: icmp_seq=${sent} ttl=${answered.ttl} time=${time.toFixed(3)} ms\n`,
        );
      }
      if (sent < count) await context.pause(Math.max(INTERVAL_AT_LEAST, clock.scaled(interval)));
    }
    if (times.length < sent) await context.pause(Math.min(LINGER_AT_MOST, clock.scaled(LINGER_MS)));
  } catch (error) {
    if (!context.signal.aborted) throw error;
  }
  context.out(statistics(host, sent, times, interval));
  return times.length > 0 ? 0 : 1;
}

/** Whether an echo comes back: the network lets it, and somebody is there who answers. */
async function answers({ machine }: CommandContext, host: string): Promise<{ ttl: number } | undefined> {
  const network = await machine.network();
  const destination = network.resolve(host);
  if (!destination) return undefined;
  const way = network.way(destination, ECHO);
  if (!way.open) return undefined;
  if (way.party.kind !== "interface") return { ttl: 117 };
  const store = ec2(machine.call);
  const held = store.networkInterfaces[way.party.id];
  // Endpoints and NAT gateways do not answer.
  if (destination.service !== undefined) return undefined;
  const instance = store.instances[held?.Attachment?.InstanceId ?? ""];
  if (!instance) return destination.balancerArn === undefined ? undefined : { ttl: 255 };
  return stateAt(instance, machine.call.cloud.clock.now()) === "running" ? { ttl: 127 } : undefined;
}

function statistics(host: string, sent: number, times: readonly number[], interval: number): string {
  const loss = sent === 0 ? 0 : ((sent - times.length) / sent) * 100;
  const percent = Number.isInteger(loss) ? String(loss) : loss.toFixed(4);
  const elapsed = Math.max(0, sent - 1) * (interval + 19);
  const summary = `\n--- ${host} ping statistics ---\n${sent} packets transmitted, ${times.length} received, ${percent}% packet loss, time ${Math.round(elapsed)}ms\n`;
  if (times.length === 0) return `${summary}\n`;
  const average = times.reduce((sum, time) => sum + time, 0) / times.length;
  const deviation = Math.sqrt(times.reduce((sum, time) => sum + (time - average) ** 2, 0) / times.length);
  const figures = [Math.min(...times), average, Math.max(...times), deviation].map((it) => it.toFixed(3));
  return `${summary}rtt min/avg/max/mdev = ${figures.join("/")} ms\n`;
}
